// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "net/base/expected.h"

#include <QDateTime>
#include <QString>

namespace app {

/// Files of a server certificate that vouches for itself: `--ca certificate` trusts exactly this one server.
struct SelfSigned {
    QString certificateFile; ///< PEM
    QString keyFile; ///< PEM, mode 0600
    QString bothFile; ///< key and certificate in one PEM, as ejabberd wants it
};

/// Makes a key and a certificate for `domain`, valid in the given time, in `folder`. The error is a sentence with the cause. Takes a good part of a second (RSA 2048).
[[nodiscard]] net::Expected<SelfSigned, QString> makeSelfSigned(const QString &folder, const QString &domain, const QDateTime &notBefore, const QDateTime &notAfter);

} // namespace app
