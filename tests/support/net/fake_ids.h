// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/ids.h"

namespace net {

/// Counted ids ("id1", "id2", …) and octets that are all alike, so that a transcript can name them.
class FakeIds final : public IdSource
{
public:
    [[nodiscard]] QString newId() override { return QStringLiteral("id%1").arg(++m_count); }
    [[nodiscard]] QByteArray randomBytes(int count) override { return QByteArray(count, '\x01'); }
    [[nodiscard]] double jitter() override { return m_jitter; }
    void setJitter(double jitter) { m_jitter = jitter; }

private:
    int m_count = 0;
    double m_jitter = 0.5;
};

} // namespace net
