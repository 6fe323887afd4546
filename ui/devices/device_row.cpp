// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/device_row.h"

#include "ui/devices/device_text.h"
#include "ui/theme/style.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/row_layout.h"
#include "ui/widgets/text_label.h"

#include <QAccessibleWidget>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStyleOptionFocusRect>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kTile = 44;
constexpr int kTileRadius = 12;
constexpr int kSide = 16, kAbove = 13; // around a row
constexpr int kWordsAtLeast = 220; // beside the controls

// The device's kind on a soft square; in the accent where it is this one.
class Tile final : public QWidget
{
public:
    Tile(const Theme &theme, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
    {
        const auto fit = [this] { setFixedSize(m_theme.scaled(kTile), m_theme.scaled(kTile)); };
        fit();
        connect(&theme, &Theme::changed, this, fit);
    }
    void set(Icon icon, bool accent)
    {
        m_icon = icon;
        m_accent = accent;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Tone::Window));
        painter.drawRoundedRect(rect(), m_theme.scaled(kTileRadius), m_theme.scaled(kTileRadius));
        QRectF icon(0, 0, m_theme.scaled(metric::kIcon), m_theme.scaled(metric::kIcon));
        icon.moveCenter(QRectF(rect()).center());
        paintIcon(painter, icon, m_icon, m_theme.color(m_accent ? Tone::Accent : Tone::Secondary));
    }

private:
    const Theme &m_theme;
    Icon m_icon = Icon::Laptop;
    bool m_accent = false;
};

QAccessibleInterface *factory(const QString &className, QObject *object)
{
    if (className == u"ui::DeviceRow")
        return new QAccessibleWidget(qobject_cast<QWidget *>(object), QAccessible::ListItem);
    return nullptr;
}

} // namespace

void installDeviceRowAccessibility()
{
    QAccessible::installFactory(factory); // installing the same factory again does nothing
}

DeviceRow::DeviceRow(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tile(new Tile(theme, this))
    , m_name(new ElidedLabel(theme, Type::Strong, Tone::Text, {}, this))
    , m_pill(new Pill(theme, {}, this))
    , m_facts(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
    , m_button(new QPushButton(this))
    , m_more(new IconButton(theme, Icon::More, {}, this))
    , m_menu(new QMenu(this))
{
    setFocusPolicy(Qt::TabFocus);
    m_name->setObjectName(u"name"_s);
    m_facts->setObjectName(u"facts"_s);
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setWordWrap(true);
    m_button->setObjectName(u"deviceButton"_s);
    m_more->setObjectName(u"more"_s);
    m_rename = m_menu->addAction(ui::icon(theme, Icon::Edit), tr("Rename…"), this, &DeviceRow::renameRequested);
    m_rename->setObjectName(u"rename"_s);
    m_receives = m_menu->addAction(ui::icon(theme, Icon::Tray), tr("Choose what it receives…"), this, &DeviceRow::receivesRequested);
    m_receives->setObjectName(u"receives"_s);
    m_unlink = m_menu->addAction(ui::icon(theme, Icon::SignOut, Tone::Danger), tr("Unlink…"), this, &DeviceRow::unlinkRequested);
    m_unlink->setObjectName(u"unlink"_s);
    m_menu->setToolTipsVisible(true);
    m_more->setMenu(m_menu);

    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_name);
    head->addWidget(m_pill);
    head->addStretch();
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addStretch();
    words->addLayout(head);
    words->addWidget(m_facts);
    words->addStretch();
    auto *what = new QHBoxLayout;
    what->setSpacing(14);
    what->addWidget(m_tile, 0, Qt::AlignVCenter);
    what->addLayout(words, 1);
    auto *controls = new QHBoxLayout;
    controls->setSpacing(8);
    controls->addWidget(m_button);
    controls->addWidget(m_more);
    auto *layout = new RowLayout(theme.scaled(kWordsAtLeast), this);
    layout->setContentsMargins(kSide, kAbove, kSide, kAbove);
    layout->addItem(what);
    layout->addItem(controls);

    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_device.isThis)
            Q_EMIT renameRequested();
        else
            Q_EMIT unlinkRequested();
    });
    connect(&theme, &Theme::changed, this, &DeviceRow::showFacts);
}

QList<QWidget *> DeviceRow::tabStops() const
{
    return {const_cast<DeviceRow *>(this), m_button, m_more};
}

void DeviceRow::setDevice(const model::Device &device, const QDateTime &now)
{
    m_device = device;
    m_now = now;
    static_cast<Tile *>(m_tile)->set(DeviceText::icon(device.kind.value), device.isThis);
    m_name->setText(DeviceText::name(device));
    m_pill->setText(DeviceText::pill(device));
    m_pill->setVisible(!m_pill->text().isEmpty());
    setAccessibleName(DeviceText::sentence(device, now));
    showFacts();
    showActions();
}

void DeviceRow::showFacts()
{
    QStringList html;
    const auto parts = DeviceText::parts(m_device, m_now);
    for (const DeviceText::Part &part : parts) {
        const QString text = part.text.toHtmlEscaped();
        html << (part.calls ? u"<span style=\"color:%1\">%2</span>"_s.arg(m_theme.color(Tone::Warning).name(), text) : text);
    }
    m_facts->setText(html.join(u" · "_s));
    m_facts->setVisible(!html.isEmpty());
}

void DeviceRow::showActions()
{
    const QString name = DeviceText::name(m_device);
    const auto offer = [](QAction *action, model::DeviceReason why) {
        action->setEnabled(why == model::DeviceReason::None);
        action->setToolTip(DeviceText::reason(why));
    };
    offer(m_rename, m_device.canRename);
    offer(m_receives, m_device.canChooseReceives);
    const bool canUnlink = m_device.unlink != model::UnlinkHow::NotNow;
    m_unlink->setText(m_device.isThis ? tr("Sign out…") : tr("Unlink…"));
    m_unlink->setEnabled(canUnlink);
    m_unlink->setToolTip(canUnlink ? QString() : DeviceText::reason(m_device.unlinkReason));

    // What was never linked here, and has no key of its own, is what people look for in such a list.
    const bool isStrange = !m_device.isThis && !m_device.isLinked() && m_device.signsInWith.value != model::SignsInWith::Token;
    m_button->setVisible(m_device.isThis || isStrange);
    m_button->setText(m_device.isThis ? tr("Rename") : tr("Unlink…"));
    m_button->setAccessibleName(m_device.isThis ? tr("Rename %1").arg(name) : tr("Unlink %1").arg(name));
    m_button->setEnabled(m_device.isThis ? m_rename->isEnabled() : canUnlink);
    m_button->setToolTip(m_device.isThis ? m_rename->toolTip() : m_unlink->toolTip());
    setButtonKind(m_button, isStrange ? ButtonKind::Danger : ButtonKind::Secondary);
    m_more->setVisible(!isStrange);
    m_more->setName(tr("More for %1").arg(name));
}

void DeviceRow::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        m_menu->popup(m_more->isVisible() ? m_more->mapToGlobal(m_more->rect().bottomLeft()) : mapToGlobal(rect().center()));
        return;
    case Qt::Key_F2:
        m_rename->trigger();
        return;
    case Qt::Key_Delete:
        m_unlink->trigger();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void DeviceRow::contextMenuEvent(QContextMenuEvent *event)
{
    m_menu->popup(event->globalPos());
}

void DeviceRow::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
    for (QWidget *above = parentWidget(); above; above = above->parentWidget()) {
        if (auto *page = qobject_cast<QScrollArea *>(above))
            return page->ensureWidgetVisible(this, 0, 16);
    }
}

void DeviceRow::paintEvent(QPaintEvent *)
{
    if (!hasFocus() || !window()->testAttribute(Qt::WA_KeyboardFocusChange))
        return;
    QPainter painter(this);
    QStyleOptionFocusRect option;
    option.initFrom(this);
    option.state |= QStyle::State_KeyboardFocusChange;
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
}

} // namespace ui
