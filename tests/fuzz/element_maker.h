// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/xml/element.h"

#include <QByteArrayView>

/// Makes an element of any octets: names, namespaces and values come from the vocabulary of the protocol, so that almost every input is nearly a stanza.
/// Octets that begin with '<' are read as XML instead; a null element when they are none.
[[nodiscard]] net::xml::Element makeElement(QByteArrayView bytes);
