// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversation/message_view_accessible.h"

#include "ui/conversation/message_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>

namespace ui {

using namespace Qt::StringLiterals;

namespace {

/// One message as an item of the list. Found by its id, so that it stays the same item when rows move.
class MessageItem final : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    MessageItem(MessageView *view, model::MessageId id)
        : m_view(view)
        , m_id(id)
    {
    }

    bool isValid() const override { return m_view && row() >= 0; }
    QObject *object() const override { return nullptr; }
    QWindow *window() const override { return m_view ? m_view->window()->windowHandle() : nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view.data()); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString &) override { }

    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Name && isValid() ? m_view->rowSentence(row()) : QString();
    }

    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect r = m_view->rowRect(row());
        return {m_view->viewport()->mapToGlobal(r.topLeft()), r.size()};
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = true;
        state.selectable = true;
        state.readOnly = true;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.focused = m_view->hasFocus() && m_view->currentRow() == row();
        state.offscreen = !m_view->viewport()->rect().intersects(m_view->rowRect(row()));
        return state;
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
    }
    QStringList actionNames() const override { return {setFocusAction()}; }
    void doAction(const QString &name) override
    {
        if (name == setFocusAction() && isValid()) {
            m_view->setFocus(Qt::OtherFocusReason);
            m_view->setCurrentRow(row());
        }
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    int row() const { return m_view->rowOf(m_id); }
    QPointer<MessageView> m_view;
    model::MessageId m_id;
};

class MessageList final : public QAccessibleWidget
{
public:
    explicit MessageList(MessageView *view)
        : QAccessibleWidget(view, QAccessible::List, view->accessibleName())
    {
    }
    ~MessageList() override
    {
        for (const QAccessible::Id id : std::as_const(m_items))
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return view()->rowCount(); }
    QAccessibleInterface *child(int row) const override
    {
        if (row < 0 || row >= view()->rowCount())
            return nullptr;
        const auto message = view()->rowId(row);
        if (const auto it = m_items.constFind(message); it != m_items.constEnd())
            return QAccessible::accessibleInterface(*it);
        auto *item = new MessageItem(view(), message);
        m_items.insert(message, QAccessible::registerAccessibleInterface(item));
        return item;
    }
    int indexOfChild(const QAccessibleInterface *item) const override
    {
        for (int row = 0; row < view()->rowCount(); ++row)
            if (m_items.contains(view()->rowId(row)) && child(row) == item)
                return row;
        return -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const QPoint point = view()->viewport()->mapFromGlobal(QPoint(x, y));
        return view()->viewport()->rect().contains(point) ? child(view()->rowAtViewport(point)) : nullptr;
    }
    QAccessibleInterface *focusChild() const override { return view()->hasFocus() ? child(view()->currentRow()) : nullptr; }

private:
    MessageView *view() const { return static_cast<MessageView *>(object()); }
    mutable QHash<model::MessageId, QAccessible::Id> m_items;
};

QAccessibleInterface *factory(const QString &className, QObject *object)
{
    if (className == u"ui::MessageView")
        return new MessageList(qobject_cast<MessageView *>(object));
    return nullptr;
}

} // namespace

void installMessageViewAccessibility()
{
    QAccessible::installFactory(factory); // installing the same factory again does nothing
}

void announceMessage(MessageView *view, int row)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QAccessibleAnnouncementEvent event(view, view->rowSentence(row));
    QAccessible::updateAccessibility(&event);
#else
    QAccessibleEvent event(view, QAccessible::Alert);
    event.setChild(row);
    QAccessible::updateAccessibility(&event);
#endif
}

} // namespace ui
