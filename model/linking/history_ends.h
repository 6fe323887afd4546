// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_types.h"
#include "net/linking/link_pages.h"

#include <QFuture>

#include <functional>
#include <memory>
#include <optional>

namespace model {

/// Where the pages of an account's history come from, on the device that has it. Main thread; its answers come on the main thread.
class PageSource
{
public:
    virtual ~PageSource() = default;
    /// nullopt: it cannot be read.
    virtual QFuture<std::optional<net::Page>> answer(const net::PageRequest &request) = 0;
    /// What has been asked for so far, of what there is.
    [[nodiscard]] virtual LinkProgress progress() const = 0;
};

/// Where they go, on the new device; it knows how far it has come, also in another process. Main thread.
class PageSink
{
public:
    virtual ~PageSink() = default;
    /// The next to ask for; nullopt: none now. What was asked for and never taken is asked for again by the next sink.
    [[nodiscard]] virtual std::optional<net::PageRequest> next() = 0;
    /// False: it could not be stored.
    virtual QFuture<bool> take(const net::Page &page) = 0;
    [[nodiscard]] virtual bool isComplete() const = 0; ///< all there is has been stored
    [[nodiscard]] virtual LinkProgress progress() const = 0;
};

/// Both ends, and how much there is, for one profile.
struct HistoryEnds {
    std::function<std::unique_ptr<PageSource>(AccountId)> source;
    /// `from`: the public id of the device that sends.
    std::function<std::unique_ptr<PageSink>(AccountId, const QString &from)> sink;
    std::function<QFuture<LinkProgress>(AccountId)> size; ///< ofMessages and ofOctets
    std::function<void(AccountId, const QString &from)> forget; ///< what a sink keeps to go on
};

} // namespace model
