// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0163 Personal Eventing Protocol 1.2.2
#include "net/proto/xep_0030_disco.h"

namespace net::xep0163 {

/// §4: a disco feature that asks the contacts' servers for events of this node.
[[nodiscard]] QString notifyFeature(QStringView node);
/// §6.1: does the account (its bare address, not its server) have personal nodes?
[[nodiscard]] bool isOffered(const xep0030::Info &account);

} // namespace net::xep0163
