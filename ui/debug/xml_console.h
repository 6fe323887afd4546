// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

#include <memory>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QListView;
class QPlainTextEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStandardItemModel;

namespace ui {

class AccountList;
class Preferences;

/// What Kith and the server said, as it happened: one line each, the chosen ones whole below. Looks only; secrets are masked before they get here. Main thread.
class XmlConsole : public QWidget
{
    Q_OBJECT
public:
    XmlConsole(const Theme &theme, AccountList &accounts, Preferences &preferences, QWidget *parent = nullptr);
    ~XmlConsole() override;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeToolbar();
    void listAccounts();
    void follow();
    void setPaused(bool paused);
    void clear();
    void copy();
    void showChosen();
    void keepAtEnd();

    const Theme &m_theme;
    AccountList &m_accounts;
    Preferences &m_preferences;
    QComboBox *m_account;
    QLineEdit *m_filter;
    QPushButton *m_pause;
    QListView *m_list;
    QPlainTextEdit *m_whole;
    QSortFilterProxyModel *m_rows;
    std::unique_ptr<QStandardItemModel> m_frozen; ///< while paused: what was there
    bool m_atEnd = true;
};

} // namespace ui
