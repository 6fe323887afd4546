// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileInfo>

namespace test {

/// Template of a QTemporaryDir in memory, where there is such a place: tests end processes and cut wires, not the power. What a disk would do is not asked of it, and it is slower.
inline QString quickFolder()
{
    const QString memory = QStringLiteral("/dev/shm");
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + QStringLiteral("/kith-test-XXXXXX");
}

} // namespace test
