// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_offer.h"
#include "model/types/device.h"

namespace test {

/// Devices of every kind: "this", "phone" (another program), "workshop" (detached, groups only), "tablet" (of days ago, asked to leave), "old" (another program, with the password), "attic" (not seen for long).
[[nodiscard]] QList<model::Device> sampleDevices(const QDateTime &now);
/// A code on show, with a history to send.
[[nodiscard]] model::OfferStatus sampleOffer();

} // namespace test
