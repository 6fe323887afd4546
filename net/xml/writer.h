// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/xml/element.h"

#include <QByteArray>

namespace net::xml {

/// UTF-8 of an element, for a place where `contextNs` is the default namespace (a stream: "jabber:client").
/// Characters that XML 1.0 forbids are dropped: a message typed by a person must never end the stream (RFC 6120 §11.6).
[[nodiscard]] QByteArray serialize(const Element &, QStringView contextNs = {});

/// The opening tag alone, never closed: a stream header. It declares `contextNs` as the default namespace; `prefixes` binds further ones (prefix, ns), and the
/// element is written with the prefix of its own namespace when there is one.
[[nodiscard]] QByteArray serializeOpen(const Element &, QStringView contextNs, const std::vector<std::pair<QString, QString>> &prefixes);

/// Text as character data, escaped as serialize() does it.
[[nodiscard]] QByteArray escape(QStringView text);

} // namespace net::xml
