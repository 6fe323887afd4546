// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0480_upgrade.h"

#include "net/proto/base64_text.h"

namespace net::xep0480 {

xml::Element request(const QString &task)
{
    xml::Element element(u"upgrade", kNs);
    element.addText(task);
    return element;
}

std::optional<Salt> parseSalt(const xml::Element &taskData)
{
    const xml::Element *salt = taskData.child(u"salt", kScramNs);
    if (!salt)
        return {};
    const auto octets = fromBase64Text(salt->text().trimmed());
    const int iterations = salt->attribute(u"iterations").toInt();
    if (!octets || octets->isEmpty() || iterations <= 0)
        return {};
    return Salt{*octets, iterations};
}

xml::Element hash(const QByteArray &saltedPassword)
{
    xml::Element element(u"hash", kScramNs);
    element.addText(QString::fromLatin1(saltedPassword.toBase64()));
    return element;
}

} // namespace net::xep0480
