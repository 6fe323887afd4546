// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>

namespace net {

/// Octets both ways, in order: what a TlsLinkChannel runs on. TCP on the local network; or the account's server, which hands on what it cannot read. Main thread, never blocks.
class LinkPipe : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void write(const QByteArray &octets) = 0;
    [[nodiscard]] virtual qsizetype unsent() const = 0; ///< octets written, but still here
    virtual void setReading(bool reading) = 0; ///< false: received() stays away, and what comes is left where it is
    virtual void close() = 0; ///< behind what was written; closed() follows

Q_SIGNALS:
    void received(const QByteArray &octets);
    void sent(); ///< unsent() has become less
    void closed(); ///< once, last signal; not from inside a call
};

} // namespace net
