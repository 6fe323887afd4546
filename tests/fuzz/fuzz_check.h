// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <cstdlib>

/// A property that must hold for every input. Always on: assertions may be compiled out.
#define FUZZ_CHECK(property) \
    do { \
        if (!(property)) { \
            std::fprintf(stderr, "%s:%d: property does not hold: %s\n", __FILE__, __LINE__, #property); \
            std::abort(); \
        } \
    } while (false)
