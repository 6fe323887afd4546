// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What this session receives, said to a server that can keep the rest back: packaging/prosody/mod_client_access
#include "net/proto/kith_access.h"
#include "net/session/extension.h"

#include <functional>

namespace net::access {

/// Names the services inside Bind 2, so that nothing comes before they are known. Main thread.
class Services final : public Extension
{
public:
    /// `words`: those of this device, if the server knows what to do with them; empty: everything, nothing is said.
    explicit Services(std::function<QStringList()> words)
        : m_words(std::move(words))
    {
    }
    void inlineInto(BindRequest &request) override
    {
        if (const QStringList words = m_words(); !words.isEmpty())
            request.more.push_back(services(words));
    }

private:
    std::function<QStringList()> m_words;
};

} // namespace net::access
