// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0004_forms.h"

#include "net/proto/lexical.h"

namespace net::xep0004 {
using namespace Qt::StringLiterals;
namespace {

constexpr NameTable<FormType, 4> kTypes{{{FormType::Form, u"form"}, {FormType::Submit, u"submit"}, {FormType::Cancel, u"cancel"}, {FormType::Result, u"result"}}};

std::vector<QString> texts(const xml::Element &parent, QStringView name)
{
    std::vector<QString> found;
    for (const xml::Element *child : parent.children(name, kNs))
        found.push_back(child->text());
    return found;
}

Field parseField(const xml::Element &e)
{
    Field field;
    field.var = e.attribute(u"var");
    field.type = e.attribute(u"type");
    field.label = e.attribute(u"label");
    field.description = e.childText(u"desc", kNs);
    field.isRequired = e.child(u"required", kNs);
    for (const QString &value : texts(e, u"value"))
        field.values << value;
    for (const xml::Element *option : e.children(u"option", kNs))
        field.options.push_back({option->attribute(u"label"), option->childText(u"value", kNs)});
    return field;
}

void setIfAny(xml::Element &e, QStringView name, const QString &value)
{
    if (!value.isEmpty())
        e.set(name, value);
}

xml::Element fieldElement(const Field &field)
{
    xml::Element e(u"field", kNs);
    setIfAny(e, u"var", field.var);
    setIfAny(e, u"type", field.type);
    setIfAny(e, u"label", field.label);
    if (!field.description.isEmpty())
        e.add(u"desc", kNs, field.description);
    if (field.isRequired)
        e.add(xml::Element(u"required", kNs));
    for (const QString &value : field.values)
        e.add(u"value", kNs, value);
    for (const Option &option : field.options) {
        xml::Element o(u"option", kNs);
        setIfAny(o, u"label", option.label);
        e.add(std::move(o.add(u"value", kNs, option.value)));
    }
    return e;
}

} // namespace

const Field *Form::field(QStringView var) const
{
    for (const Field &f : fields) {
        if (f.var == var)
            return &f;
    }
    return nullptr;
}

QString Form::value(QStringView var) const
{
    const Field *f = field(var);
    return f && !f->values.isEmpty() ? f->values.first() : QString();
}

std::optional<Form> parseForm(const xml::Element &e)
{
    const auto type = e.is(u"x", kNs) ? fromName(kTypes, e.attribute(u"type")) : std::nullopt;
    if (!type)
        return std::nullopt;
    Form form;
    form.type = *type;
    form.title = e.childText(u"title", kNs);
    QStringList lines;
    for (const QString &line : texts(e, u"instructions"))
        lines << line;
    form.instructions = lines.join(u'\n');
    for (const xml::Element *field : e.children(u"field", kNs))
        form.fields.push_back(parseField(*field));
    return form;
}

xml::Element toElement(const Form &form)
{
    xml::Element e(u"x", kNs);
    e.set(u"type", toName(kTypes, form.type));
    if (!form.title.isEmpty())
        e.add(u"title", kNs, form.title);
    if (!form.instructions.isEmpty())
        e.add(u"instructions", kNs, form.instructions);
    for (const Field &field : form.fields)
        e.add(fieldElement(field));
    return e;
}

Form submission(const QString &formType)
{
    Form form;
    form.type = FormType::Submit;
    form.fields.push_back({u"FORM_TYPE"_s, u"hidden"_s, {formType}, {}, {}, false, {}});
    return form;
}

} // namespace net::xep0004
