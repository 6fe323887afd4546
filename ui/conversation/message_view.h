// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"
#include "net/base/clock.h"
#include "ui/conversation/message_rows.h"
#include "ui/conversation/text_selection.h"
#include "ui/delegates/message_painter.h"

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QPersistentModelIndex>
#include <QSet>
#include <QTimer>
#include <QUrl>

#include <optional>

class QVariantAnimation;

namespace ui {

class AvatarCache;
class History;

/// The messages of one conversation. Paints only the rows in sight; keeps what is being read where it is while rows come and go above, below and among them; lets text be
/// selected within and across bubbles. Asks the history for more near its ends. Main thread.
class MessageView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    /// A place in the conversation: a message, and how far below the view's top its bubble stands.
    struct Place {
        model::MessageId message{};
        int offset = 0;
    };

    MessageView(const Theme &theme, AvatarCache &avatars, const net::Clock &clock, History &history, QWidget *parent = nullptr);
    ~MessageView() override;

    /// Call after History::setChat(). Opens at the first unread message, else at `place`, else at the newest.
    void open(int unread, std::optional<Place> place = std::nullopt);
    /// Who the other side is: colour and picture of the avatars.
    void setPeer(const QString &address, bool picturesAllowed);
    /// Nothing when the newest message is in sight: the view stays with it.
    [[nodiscard]] std::optional<Place> place() const;
    void jumpToNewest();
    [[nodiscard]] bool atNewest() const;
    /// Incoming messages below the last visible row.
    [[nodiscard]] int newBelow() const;

    /// Looks for text above (or below) the last match, loading older messages as needed; selects it and scrolls to it. False: none.
    bool find(const QString &text, bool upwards = true);
    void clearFind();

    [[nodiscard]] bool hasSelection() const { return !m_selection.isEmpty(); }
    [[nodiscard]] QString selectedText() const;
    void copy() const;
    void selectAll();
    void clearSelection();

    // For accessibility: rows are the children of the view.
    [[nodiscard]] int rowCount() const { return m_rows.count(); }
    [[nodiscard]] QRect rowRect(int row) const; ///< of the bubble, in the viewport
    [[nodiscard]] QString rowSentence(int row) const;
    [[nodiscard]] model::MessageId rowId(int row) const { return m_rows.idOf(row); }
    [[nodiscard]] int rowOf(model::MessageId id) const { return m_rows.rowOf(id); }
    [[nodiscard]] int rowAtViewport(const QPoint &point) const;
    [[nodiscard]] int currentRow() const { return m_rows.rowOf(m_current); }
    void setCurrentRow(int row);
    [[nodiscard]] QPoint linkPoint(int row) const; ///< middle of the row's first link; null: no link

Q_SIGNALS:
    void linkActivated(const QUrl &target, const QString &shown);
    void retryRequested(model::MessageId message);
    void discardRequested(model::MessageId message);
    /// The archive may know what lies before this message. Asked once for each message.
    void olderWanted(model::MessageId before);
    /// Everything up to this message was in sight of an active window.
    void seen(model::MessageId upTo);
    /// A message came in or was sent while the chat is shown; screen readers are told of it.
    void arrived(model::MessageId message);
    /// atNewest() or newBelow() may have changed.
    void positionChanged();
    /// Letters typed while the view has the focus belong into the composer.
    void typed(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Hit {
        int row = -1;
        QPoint point; ///< in the row
        const LinkSpan *link = nullptr;
        MessageLooks::Action action = MessageLooks::Action::None;
        bool onText = false;
    };

    // Place and scrolling (message_view.cpp)
    void settle(); ///< exact heights in sight, scroll range, and what was being read back in its place
    void applyAnchor();
    void takeAnchor();
    void restyle();
    void shape();
    [[nodiscard]] int contentTop() const; ///< y of row 0 in the viewport
    void wantMore();
    void reportSeen();
    void onReset();
    void onInserted(int first, int last);
    void onRemoved(int first, int last);
    void onChanged(int first, int last);
    void scrollToRow(int row);
    void animateTo(int value);

    // Input (message_view_input.cpp)
    [[nodiscard]] Hit hitAt(const QPoint &viewportPoint) const;
    [[nodiscard]] TextSelection::Point pointAt(const QPoint &viewportPoint) const;
    void extendSelection(const QPoint &viewportPoint);
    void selectWordAt(const QPoint &viewportPoint);
    void moveCursor(int key, bool byWord);
    [[nodiscard]] std::pair<TextSelection::Point, TextSelection::Point> orderedSelection() const;
    [[nodiscard]] std::pair<qsizetype, qsizetype> selectionIn(int row) const;
    void showMenu(int row, const QPoint &global, const LinkSpan *link);
    void activateRow(int row);
    void copyRow(int row) const;

    const Theme &m_theme;
    AvatarCache &m_avatars;
    const net::Clock &m_clock;
    History &m_history;
    MessageRows m_rows;
    BubbleFonts m_fonts;
    ConversationFacts m_conversation;
    QString m_peer;
    bool m_picturesAllowed = true;

    bool m_stick = true; ///< the newest message stays in sight
    std::optional<Place> m_anchor; ///< what stays in place while rows change; unset: the end does
    bool m_settling = false;
    QVariantAnimation *m_animation = nullptr;

    TextSelection m_selection;
    model::MessageId m_current{};
    bool m_keyboardFocus = false;
    model::MessageId m_found{};
    QString m_findText;
    QPoint m_pressPoint;
    bool m_selecting = false;
    QPoint m_dragPoint;
    QBasicTimer m_autoScroll;
    Hit m_hover;
    model::MessageId m_hoverId{};

    QSet<model::MessageId> m_asked; ///< olderWanted() was emitted
    model::MessageId m_seen{};
    QTimer m_seenTimer;
    QTimer m_moreTimer;
};

} // namespace ui
