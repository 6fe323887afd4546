// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/session/extension.h"

#include <functional>

namespace model {

/// B24: nothing that makes a server drop its offline messages is asked for where there is no archive to read them from. Main thread.
class ArchiveReading final : public net::Extension
{
public:
    explicit ArchiveReading(std::function<bool()> readsArchive)
        : m_readsArchive(std::move(readsArchive))
    {
    }
    void inlineInto(net::BindRequest &request) override { request.readsArchive = m_readsArchive(); }

private:
    std::function<bool()> m_readsArchive;
};

} // namespace model
