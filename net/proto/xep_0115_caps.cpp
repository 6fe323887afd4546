// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0115_caps.h"

#include <QCryptographicHash>

#include <algorithm>

namespace net::xep0115 {
using namespace Qt::StringLiterals;
namespace {

std::optional<QCryptographicHash::Algorithm> algorithm(QStringView hash)
{
    if (hash == u"sha-1")
        return QCryptographicHash::Sha1;
    if (hash == u"sha-256")
        return QCryptographicHash::Sha256;
    return std::nullopt;
}

/// i;octet (RFC 4790 §9.3) sorts by UTF-8, and QString does not: it puts U+1F600 before U+FF01.
QByteArrayList sortedUtf8(const QStringList &texts)
{
    QByteArrayList list;
    for (const QString &text : texts)
        list << text.toUtf8();
    std::sort(list.begin(), list.end());
    return list;
}

/// Each followed by '<'. Sorted before that is added: '<' is greater than a space.
QByteArray joined(const QByteArrayList &sortedList)
{
    QByteArray out;
    for (const QByteArray &text : sortedList)
        out += text + '<';
    return out;
}

bool hasDuplicates(const QByteArrayList &sortedList)
{
    return std::adjacent_find(sortedList.begin(), sortedList.end()) != sortedList.end();
}

struct FormText {
    QByteArray formType;
    QByteArray text; ///< §5.1 steps 7.1 … 7.5
};
enum class FormKind { Ignored, Used, IllFormed };

FormKind formText(const xep0004::Form &form, FormText &out)
{
    const xep0004::Field *typeField = form.field(u"FORM_TYPE");
    if (!typeField || typeField->values.isEmpty() || typeField->type != u"hidden")
        return FormKind::Ignored; // §5.4 step 3.6
    QStringList types = typeField->values;
    types.removeDuplicates();
    if (types.size() > 1)
        return FormKind::IllFormed; // step 3.5
    std::vector<std::pair<QByteArray, QByteArray>> fields; // name, values
    for (const xep0004::Field &field : form.fields) {
        if (field.var != u"FORM_TYPE")
            fields.emplace_back(field.var.toUtf8(), joined(sortedUtf8(field.values)));
    }
    std::sort(fields.begin(), fields.end());
    out.formType = types.first().toUtf8();
    out.text = out.formType + '<';
    for (const auto &[name, values] : fields)
        out.text += name + '<' + values;
    return FormKind::Used;
}

} // namespace

std::optional<Caps> parseCaps(const xml::Element &c)
{
    if (!c.is(u"c", kNs))
        return std::nullopt;
    Caps caps{c.attribute(u"hash"), c.attribute(u"node"), c.attribute(u"ver")};
    if (caps.node.isEmpty() || caps.ver.isEmpty())
        return std::nullopt;
    return caps;
}

xml::Element toElement(const Caps &caps)
{
    xml::Element c(u"c", kNs);
    if (!caps.hash.isEmpty())
        c.set(u"hash", caps.hash);
    return c.set(u"node", caps.node).set(u"ver", caps.ver);
}

std::optional<QString> verification(const xep0030::Info &info, QStringView hash)
{
    const auto function = algorithm(hash);
    if (!function)
        return std::nullopt;
    QStringList identityTexts;
    for (const xep0030::Identity &i : info.identities)
        identityTexts << QString(i.category + u'/' + i.type + u'/' + i.lang + u'/' + i.name);
    const QByteArrayList identities = sortedUtf8(identityTexts);
    const QByteArrayList features = sortedUtf8(info.features);
    std::vector<FormText> forms;
    for (const xep0004::Form &form : info.forms) {
        FormText text;
        switch (formText(form, text)) {
        case FormKind::Ignored: break;
        case FormKind::Used: forms.push_back(std::move(text)); break;
        case FormKind::IllFormed: return std::nullopt;
        }
    }
    std::sort(forms.begin(), forms.end(), [](const FormText &a, const FormText &b) { return a.formType < b.formType; });
    const bool formTwice = std::adjacent_find(forms.begin(), forms.end(), [](const FormText &a, const FormText &b) { return a.formType == b.formType; }) != forms.end();
    if (hasDuplicates(identities) || hasDuplicates(features) || formTwice)
        return std::nullopt; // §5.4 steps 3.3, 3.4, 3.5
    QByteArray all = joined(identities) + joined(features);
    for (const FormText &form : forms)
        all += form.text;
    return QString::fromLatin1(QCryptographicHash::hash(all, *function).toBase64());
}

bool isValid(const Caps &caps, const xep0030::Info &info)
{
    const auto expected = verification(info, caps.hash);
    return expected && *expected == caps.ver;
}

} // namespace net::xep0115
