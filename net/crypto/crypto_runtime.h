// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"

#include <QString>

#include <memory>

namespace net {

/// Owns QCA for as long as the process lives: create it right after the Q…Application, as the first thing, destroy it last. One at a time. Main thread.
class CryptoRuntime
{
public:
    enum class Problem {
        NoProvider, ///< the plugin qca-ossl was not found
        Incomplete, ///< a provider is there, but lacks what we need
    };
    struct Error {
        Problem problem;
        QString detail; ///< technical: what is missing, and where it was looked for
    };

    CryptoRuntime();
    ~CryptoRuntime();
    CryptoRuntime(const CryptoRuntime &) = delete;
    CryptoRuntime &operator=(const CryptoRuntime &) = delete;

    /// An error means that no sign-in can work; tell the user and end.
    [[nodiscard]] Expected<void, Error> check() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// What the user reads when check() fails. Translated.
[[nodiscard]] QString cryptoAdvice(const CryptoRuntime::Error &error);

} // namespace net
