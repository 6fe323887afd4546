// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/crypto/crypto.h"

#include <QStringList>

namespace net::sasl {

/// XEP-0474: the digest over what the server offered, base64, as in SCRAM's attribute h (B119). FAST mechanisms do not belong in the list.
[[nodiscard]] QByteArray offerHash(crypto::Hash, const QStringList &mechanisms, const QStringList &channelBindingTypes);

} // namespace net::sasl
