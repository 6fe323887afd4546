// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base/ids.h"

#include <QRandomGenerator>

namespace net {

QString SystemIds::newId()
{
    return QString::fromLatin1(randomBytes(15).toBase64(QByteArray::Base64UrlEncoding));
}

QByteArray SystemIds::randomBytes(int count)
{
    QByteArray bytes(count, Qt::Uninitialized);
    QRandomGenerator::system()->generate(bytes.begin(), bytes.end());
    return bytes;
}

double SystemIds::jitter()
{
    return QRandomGenerator::system()->generateDouble();
}

} // namespace net
