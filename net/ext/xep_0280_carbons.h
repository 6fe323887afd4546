// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0280 Message Carbons 1.0.1: what other devices of the account send and receive.
#include "net/proto/xep_0280_carbons.h"
#include "net/session/extension.h"

#include <QDateTime>
#include <QObject>

namespace net::xep0280 {

/// Asks for carbons (in the first flight where the server allows, else by IQ) and unwraps them. A carbon is believed only from the own bare address; any other that claims
/// to be one is dropped without a word (§11). Main thread.
class Carbons final : public QObject, public Extension
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] QStringList discoFeatures() const override;
    void inlineInto(BindRequest &request) override { request.enableCarbons = true; }
    void onLive(Session &session, Resumed resumed) override;
    /// For a server that may have forgotten that this session gets copies. Says nothing new to one that has not.
    void ask(Session &session);
    Handled onStanza(Session &session, const xml::Element &stanza) override;

Q_SIGNALS:
    /// A copy of `message` that another device sent or received; `delay` is when, invalid if not said. Whoever listens calls Session::handled(seq) once it is committed.
    void carbonReceived(quint64 seq, net::xep0280::Direction direction, const net::xml::Element &message, const QDateTime &delay);
};

} // namespace net::xep0280
