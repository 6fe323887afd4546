// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/types/device_entry.h"

namespace model {

namespace {

/// Equal entries with different contents are those of one device that was copied: any order will do, as long as all have the same.
auto ownPart(const DeviceEntry &e)
{
    return std::tie(e.entry, e.since, e.entered, e.resource, e.software, e.version, e.system, e.kind);
}

std::optional<UnlinkWish> merged(const std::optional<UnlinkWish> &a, const std::optional<UnlinkWish> &b)
{
    if (!a || !b)
        return a ? a : b;
    const UnlinkWish &first = std::tie(a->at, a->by) < std::tie(b->at, b->by) ? *a : *b;
    return UnlinkWish{first.at, first.by, a->wipe || b->wipe};
}

} // namespace

DeviceEntry merged(const DeviceEntry &a, const DeviceEntry &b)
{
    DeviceEntry both = ownPart(a) < ownPart(b) ? b : a;
    const DeviceEntry &named = std::tie(a.nameStamp, a.name) < std::tie(b.nameStamp, b.name) ? b : a;
    both.name = named.name;
    both.nameStamp = named.nameStamp;
    const DeviceEntry &filtered = std::tie(a.servicesStamp, a.services) < std::tie(b.servicesStamp, b.services) ? b : a;
    both.services = filtered.services;
    both.servicesStamp = filtered.servicesStamp;
    both.unlinked = merged(a.unlinked, b.unlinked);
    return both;
}

} // namespace model
