// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one result type of Kith: a value, or an error that says its cause. tl::expected until C++23's std::expected.
#include <tl/expected.hpp>

namespace net {

template<class T, class E>
using Expected = tl::expected<T, E>;

template<class E>
[[nodiscard]] tl::unexpected<std::decay_t<E>> unexpected(E &&error)
{
    return tl::unexpected<std::decay_t<E>>(std::forward<E>(error));
}

} // namespace net
