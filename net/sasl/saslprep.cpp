// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/sasl/saslprep.h"

#include <unicode/usprep.h>

#include <memory>

namespace net::sasl {

std::optional<QString> saslprep(const QString &text)
{
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UStringPrepProfile, decltype(&usprep_close)> profile(usprep_openByType(USPREP_RFC4013_SASLPREP, &status), &usprep_close);
    if (U_FAILURE(status))
        return std::nullopt;
    // RFC 5802 §5.1: as a query string, so unassigned code points may pass. NFKC expands a character to at most 18.
    QString prepared(text.size() * 18 + 1, Qt::Uninitialized);
    const int32_t length = usprep_prepare(profile.get(), reinterpret_cast<const UChar *>(text.utf16()), int32_t(text.size()),
        reinterpret_cast<UChar *>(prepared.data()), int32_t(prepared.size()), USPREP_ALLOW_UNASSIGNED, nullptr, &status);
    if (U_FAILURE(status))
        return std::nullopt;
    prepared.truncate(length);
    return prepared;
}

QByteArray preparedPassword(const QString &password)
{
    return saslprep(password).value_or(password).toUtf8();
}

} // namespace net::sasl
