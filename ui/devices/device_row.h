// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/device.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QAction;
class QMenu;
class QPushButton;

namespace ui {

class ElidedLabel;
class IconButton;
class Pill;
class RowLayout;
class TextLabel;

/// One device: icon, name, a line of facts, and what can be done with it. Reached with Tab as one thing, whose name is the whole row as a sentence; Enter opens the menu, F2 renames,
/// Delete unlinks.
class DeviceRow : public QWidget
{
    Q_OBJECT
public:
    explicit DeviceRow(const Theme &theme, QWidget *parent = nullptr);
    void setDevice(const model::Device &device, const QDateTime &now);
    [[nodiscard]] const model::Device &device() const { return m_device; }
    [[nodiscard]] QList<QWidget *> tabStops() const; ///< in order

Q_SIGNALS:
    void renameRequested();
    void receivesRequested();
    void unlinkRequested(); ///< of this device: sign out

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void showFacts();
    void showActions();

    const Theme &m_theme;
    model::Device m_device;
    QDateTime m_now;
    QWidget *m_tile;
    ElidedLabel *m_name;
    Pill *m_pill;
    TextLabel *m_facts;
    QPushButton *m_button; ///< of the one thing that stands out: Rename here, Unlink… for a stranger
    IconButton *m_more;
    QMenu *m_menu;
    QAction *m_rename;
    QAction *m_receives;
    QAction *m_unlink;
};

/// Rows are items of a list to screen readers.
void installDeviceRowAccessibility();

} // namespace ui
