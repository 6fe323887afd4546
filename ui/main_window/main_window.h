// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "ui/context.h"
#include "ui/main_window/reading_places.h"
#include "ui/widgets/banner.h"

#include <QTimer>
#include <QWidget>

class QSplitter;
class QStackedWidget;

namespace ui {

class ConversationPane;
class EmptyState;
class Notices;
class RequestsPage;
class Sidebar;
enum class Command;

/// The main window: chats at the left, the open one at the right; one at a time when it is narrow. Remembers itself at once, so that a crash loses nothing. It opens no
/// other window: it says what the user wants, the application answers. Main thread.
class MainWindow : public QWidget
{
    Q_OBJECT
public:
    explicit MainWindow(const Context &context, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Shows a chat, wherever the window is. False: there is no such chat (yet).
    bool openChat(model::ChatId chat);
    [[nodiscard]] model::ChatId openedChat() const;
    /// The chat that the user has in front: opened, on screen, in the active window. Zero: none.
    [[nodiscard]] model::ChatId chatInSight() const;
    void closeChat();
    /// A page over the whole window (signing in). Takes it over; the one before is deleted.
    void showPage(QWidget *page);
    void closePage();
    [[nodiscard]] bool hasPage() const;
    /// A sentence at the top of the window, until the user puts it away.
    void tell(Banner::Kind kind, const QString &sentence);
    /// Stores what is not stored yet: draft, reading place, geometry. Also called by closeEvent.
    void saveState();

Q_SIGNALS:
    void newChatRequested(const QString &typed); ///< an address or name, perhaps empty
    void xmppLinkActivated(const QString &link);
    void settingsRequested();
    void shortcutListRequested();
    void connectionRequested();
    void consoleRequested();
    void addAccountRequested();
    void signOutRequested(model::AccountId account);
    void quitRequested();
    void closed(); ///< the user closed the window; whether the process ends is the application's
    void openedChatChanged(model::ChatId chat);
    void chatInSightChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void showChat(const model::Chat &chat);
    void run(Command command);
    void makeActions();
    void updatePanes();
    void updateSight();
    void rememberPlace();
    void showRequests();
    void showEmpty();
    void updateEmpty();
    void tick();
    void restore();

    Context m_context;
    QStackedWidget *m_pages; ///< the chats, and what showPage() put over them
    QSplitter *m_splitter;
    Notices *m_notices;
    Sidebar *m_sidebar;
    QStackedWidget *m_right;
    EmptyState *m_empty;
    ConversationPane *m_pane;
    RequestsPage *m_requests;
    ReadingPlaces m_places;
    QTimer m_saveTimer;
    QTimer m_minute;
    QList<QAction *> m_actions;
    model::ChatId m_inSight{}; ///< as last told
    bool m_narrow = false;
    bool m_paneInFront = false; ///< narrow: the right side is what is shown
    bool m_restored = false;
};

} // namespace ui
