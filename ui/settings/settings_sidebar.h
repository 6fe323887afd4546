// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icons.h"

#include <QListWidget>

namespace ui {

/// The list of pages at the left of the settings: icon and name, the chosen one in the accent. Arrow keys move it.
class SettingsSidebar : public QListWidget
{
    Q_OBJECT
public:
    explicit SettingsSidebar(const Theme &theme, QWidget *parent = nullptr);
    void addPage(Icon icon, const QString &name);
    /// Only the icons, for a narrow window; the names are their tool tips.
    void setCompact(bool on);
    [[nodiscard]] bool isCompact() const { return m_compact; }
    [[nodiscard]] int widthNeeded() const; ///< so that no name is cut, in the current font

private:
    const Theme &m_theme;
    bool m_compact = false;
};

} // namespace ui
