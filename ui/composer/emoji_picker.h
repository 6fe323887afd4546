// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/composer/emoji_table.h"
#include "ui/theme/theme.h"

#include <QAbstractListModel>
#include <QFrame>

class QLineEdit;
class QListView;
class QButtonGroup;

namespace ui {

/// Emoji that match a search, or all of them.
class EmojiModel : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit EmojiModel(QObject *parent = nullptr);
    /// Every word must begin a word of the name, or be the emoji itself.
    void setSearch(const QString &text);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override; ///< DisplayRole: emoji; ToolTip, AccessibleText: name
    [[nodiscard]] int firstOfGroup(int group) const; ///< row; -1: none
    [[nodiscard]] int groupOf(int row) const;

private:
    std::vector<const EmojiTable::Entry *> m_rows;
};

/// A popup with a search field, group buttons and the emoji in a grid. Arrows move, Enter picks, Esc closes.
class EmojiPicker : public QFrame
{
    Q_OBJECT
public:
    explicit EmojiPicker(const Theme &theme, QWidget *parent = nullptr);
    /// Opens above `anchor`, inside the screen.
    void openAt(const QWidget *anchor);

Q_SIGNALS:
    void picked(const QString &emoji);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void pick(const QModelIndex &index);
    const Theme &m_theme;
    EmojiModel *m_model;
    QLineEdit *m_search;
    QListView *m_grid;
    QButtonGroup *m_groups;
};

} // namespace ui
