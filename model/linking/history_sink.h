// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/history_ends.h"
#include "model/types/ids.h"

namespace model {

class Store;

/// The history of an account on its way into this device's store. How far it has come is in the store too, in the transaction of each page: a new sink, in this process or another, goes on
/// where the last page was stored. Up to net::kPageWindow questions are open at once. Main thread; what takes time is done on the store thread.
///
/// A page that is damaged, was not asked for, or breaks a bound changes nothing: take() answers false, and problem() has the cause. So it does when the store cannot be written.
class HistorySink final : public PageSink
{
public:
    /// `from`: the public id of the device that sends.
    HistorySink(Store &store, AccountId account, const QString &from);

    [[nodiscard]] std::optional<net::PageRequest> next() override;
    [[nodiscard]] QFuture<bool> take(const net::Page &page) override;
    [[nodiscard]] bool isComplete() const override;
    [[nodiscard]] LinkProgress progress() const override;
    [[nodiscard]] LinkProblem problem() const; ///< of the last page that was refused

    /// What is kept to go on with it.
    static void forget(Store &store, AccountId account, const QString &from);

private:
    struct State;
    Store &m_store;
    std::shared_ptr<State> m_state; ///< answers of the store may come when this is gone
};

/// Both ends, for one profile. `store` outlives them.
[[nodiscard]] HistoryEnds historyEnds(Store &store);

} // namespace model
