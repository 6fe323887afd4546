// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/lexical.h"

#include "net/proto/base64_text.h"

#include <algorithm>

namespace net {

std::optional<int> parseCount(QStringView text)
{
    const bool digits = !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool ok = false;
    const int value = digits ? text.toInt(&ok) : 0;
    return ok ? std::optional(value) : std::nullopt;
}

std::optional<QByteArray> fromWrappedBase64(const QString &text)
{
    QString bare = text;
    bare.removeIf([](QChar c) { return c == u' ' || c == u'\n' || c == u'\r' || c == u'\t'; });
    return fromBase64Text(bare);
}

} // namespace net
