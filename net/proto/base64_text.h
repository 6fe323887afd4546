// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace net {

/// Base64 in XML text, strictly: anything else than its alphabet is an error, not something to skip (RFC 6120 §13.9.1). An empty text gives an empty, not a null, array.
[[nodiscard]] inline std::optional<QByteArray> fromBase64Text(const QString &text)
{
    const auto decoded = QByteArray::fromBase64Encoding(text.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return {};
    return decoded.decoded.isNull() ? QByteArray("") : decoded.decoded;
}

} // namespace net
