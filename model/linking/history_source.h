// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/history_ends.h"
#include "model/types/ids.h"

namespace model {

class Store;

/// The history of an account on the device that has it. Keeps nothing but figures: a cursor says all that there is to know, so pages can be asked for again, in any order, and by another
/// process. Reads on the store thread, one page for each question. Main thread.
class HistorySource final : public PageSource
{
public:
    HistorySource(Store &store, AccountId account);

    /// nullopt: it cannot be read, or nobody asks so: problem() says which.
    [[nodiscard]] QFuture<std::optional<net::Page>> answer(const net::PageRequest &request) override;
    [[nodiscard]] LinkProgress progress() const override;
    [[nodiscard]] LinkProblem problem() const;

    /// ofMessages and ofOctets, about.
    [[nodiscard]] static QFuture<LinkProgress> size(Store &store, AccountId account);

private:
    struct Figures;
    Store &m_store;
    AccountId m_account;
    std::shared_ptr<Figures> m_figures; ///< answers may come when this is gone
};

} // namespace model
