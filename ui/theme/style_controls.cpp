// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The surfaces of single controls: buttons, fields, boxes, menus, scroll bars.
#include "ui/theme/icons.h"
#include "ui/theme/style.h"

#include <QAbstractScrollArea>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>
#include <QSlider>
#include <QStyleOption>

namespace ui {

namespace {

constexpr char kKind[] = "kithButtonKind";
constexpr char kInvalid[] = "kithInvalid";

ButtonKind kindOf(const QStyleOptionButton &option, const QWidget *widget)
{
    const QVariant kind = widget ? widget->property(kKind) : QVariant();
    if (kind.isValid())
        return ButtonKind(kind.toInt());
    return option.features & QStyleOptionButton::DefaultButton ? ButtonKind::Primary : ButtonKind::Secondary;
}

QRectF hairline(const QRect &rect)
{
    return QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
}

} // namespace

void Style::drawButtonPanel(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget) const
{
    const ButtonKind kind = kindOf(option, widget);
    const bool enabled = option.state & State_Enabled;
    const bool pressed = option.state & (State_Sunken | State_On);
    const bool hover = enabled && (option.state & State_MouseOver);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal radius = metric::kRadiusButton;
    if (kind == ButtonKind::Primary) {
        painter.setPen(Qt::NoPen);
        const qreal shade = pressed ? 0.20 : hover ? 0.10 : 0.0;
        painter.setBrush(enabled ? m_theme.mix(Tone::Accent, Tone::Text, shade) : m_theme.color(Tone::Divider));
        painter.drawRoundedRect(option.rect, radius, radius);
    } else if (kind == ButtonKind::Link) {
        if (hover) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_theme.mix(Tone::Window, Tone::Text, 0.05));
            painter.drawRoundedRect(option.rect, 8, 8);
        }
    } else {
        painter.setPen(m_theme.mix(Tone::Divider, Tone::ControlBorder, hover ? 0.5 : 0.15));
        painter.setBrush(pressed ? m_theme.mix(Tone::Surface, Tone::Text, 0.08) : hover ? m_theme.color(Tone::Hover) : m_theme.color(Tone::Surface));
        painter.drawRoundedRect(hairline(option.rect), radius, radius);
    }
    if ((option.state & State_HasFocus) && (option.state & State_KeyboardFocusChange)) {
        if (kind == ButtonKind::Primary) {
            // An inner ring: the accent on itself would not be seen.
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(m_theme.color(Tone::OnAccent), 1.5));
            painter.drawRoundedRect(QRectF(option.rect).adjusted(3, 3, -3, -3), radius - 2, radius - 2);
        } else {
            drawFocusRing(option.rect, radius, painter);
        }
    }
    painter.restore();
}

void Style::drawButtonLabel(const QStyleOptionButton &option, QPainter &painter, const QWidget *widget) const
{
    const ButtonKind kind = kindOf(option, widget);
    const bool enabled = option.state & State_Enabled;
    Tone tone = Tone::Text;
    switch (kind) {
    case ButtonKind::Primary: tone = Tone::OnAccent; break;
    case ButtonKind::Danger: tone = Tone::Danger; break;
    case ButtonKind::Link: tone = Tone::Link; break;
    case ButtonKind::Secondary: break;
    }
    painter.save();
    QFont font = painter.font();
    if (kind != ButtonKind::Link)
        font.setWeight(QFont::Medium);
    painter.setFont(font);
    painter.setPen(m_theme.color(enabled ? tone : Tone::Disabled));
    QRect rect = option.rect;
    const QFontMetrics fm(font);
    const int textWidth = fm.size(Qt::TextShowMnemonic, option.text).width();
    int flags = Qt::AlignVCenter | Qt::TextShowMnemonic | (styleHint(SH_UnderlineShortcut, &option, widget, nullptr) ? 0 : Qt::TextHideMnemonic);
    if (!option.icon.isNull()) {
        const QSize size = option.iconSize;
        const int total = size.width() + (option.text.isEmpty() ? 0 : 8 + textWidth);
        QRect content(0, 0, qMin(total, rect.width()), rect.height());
        content.moveCenter(rect.center());
        QRect iconRect(content.left(), content.center().y() - size.height() / 2, size.width(), size.height());
        option.icon.paint(&painter, visualRect(option.direction, rect, iconRect), Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled,
            option.state & State_On ? QIcon::On : QIcon::Off);
        const QRect textRect(iconRect.right() + 9, rect.top(), content.right() - iconRect.right() - 8, rect.height());
        painter.drawText(visualRect(option.direction, rect, textRect), flags | Qt::AlignHCenter, option.text);
    } else {
        painter.drawText(rect, flags | Qt::AlignHCenter, option.text);
    }
    painter.restore();
}

void Style::drawField(const QStyleOption &option, QPainter &painter, const QWidget *widget) const
{
    const bool enabled = option.state & State_Enabled;
    const bool focus = option.state & State_HasFocus;
    const bool invalid = widget && widget->property(kInvalid).toBool();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal width = focus ? 1.5 : 1;
    painter.setPen(QPen(m_theme.color(invalid ? Tone::Danger : focus ? Tone::Accent : enabled ? Tone::ControlBorder : Tone::Divider), width));
    painter.setBrush(m_theme.color(enabled ? Tone::Surface : Tone::Window));
    const qreal inset = width / 2;
    painter.drawRoundedRect(QRectF(option.rect).adjusted(inset, inset, -inset, -inset), metric::kRadiusField, metric::kRadiusField);
    painter.restore();
}

void Style::drawCheckBox(const QStyleOption &option, QPainter &painter) const
{
    const bool enabled = option.state & State_Enabled;
    const bool on = option.state & (State_On | State_NoChange);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const int side = m_theme.scaled(18);
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(option.rect).center());
    const bool hover = option.state & State_MouseOver;
    if (on) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(enabled ? Tone::Accent : Tone::Disabled));
        painter.drawRoundedRect(box, 5, 5);
        const QColor mark = m_theme.color(enabled ? Tone::OnAccent : Tone::Surface);
        if (option.state & State_NoChange)
            painter.fillRect(QRectF(box.left() + 4.5, box.center().y() - 1, 9, 2), mark);
        else
            paintIcon(painter, box.adjusted(1, 1, -1, -1), Icon::Check, mark, 2.5);
    } else {
        painter.setPen(QPen(m_theme.color(!enabled ? Tone::Divider : hover ? Tone::Secondary : Tone::ControlBorder), 1.5));
        painter.setBrush(m_theme.color(Tone::Surface));
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 4.5, 4.5);
    }
    painter.restore();
}

void Style::drawRadioButton(const QStyleOption &option, QPainter &painter) const
{
    const bool enabled = option.state & State_Enabled;
    const bool on = option.state & State_On;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const int side = m_theme.scaled(18);
    const qreal dot = 5.5 * side / 18;
    QRectF circle(0, 0, side, side);
    circle.moveCenter(QRectF(option.rect).center());
    const bool hover = option.state & State_MouseOver;
    const QColor edge = m_theme.color(!enabled ? Tone::Disabled : on ? Tone::Accent : hover ? Tone::Secondary : Tone::ControlBorder);
    painter.setPen(QPen(edge, on ? dot : 1.5));
    painter.setBrush(m_theme.color(on ? Tone::OnAccent : Tone::Surface));
    const qreal inset = on ? dot / 2 : 0.75;
    painter.drawEllipse(circle.adjusted(inset, inset, -inset, -inset));
    painter.restore();
}

void Style::drawMenuItem(const QStyleOptionMenuItem &option, QPainter &painter, const QWidget *) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(QRect(option.rect.left() + 4, option.rect.center().y(), option.rect.width() - 8, 1), m_theme.color(Tone::Divider));
        painter.restore();
        return;
    }
    const bool enabled = option.state & State_Enabled;
    if (enabled && (option.state & State_Selected)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Tone::Selection));
        painter.drawRoundedRect(option.rect, 7, 7);
    }
    const bool gutter = option.maxIconWidth > 0 || option.menuHasCheckableItems;
    const QRect inner = option.rect.adjusted(12, 0, -12, 0);
    const QRect iconRect = visualRect(option.direction, option.rect, QRect(inner.left(), inner.center().y() - 10, 20, 20));
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked)
        paintIcon(painter, iconRect, Icon::Check, m_theme.color(Tone::Accent), 2);
    else if (!option.icon.isNull())
        option.icon.paint(&painter, iconRect, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    const QRect textRect = visualRect(option.direction, option.rect, inner.adjusted(gutter ? 30 : 0, 0, 0, 0));
    const bool danger = option.palette.color(QPalette::Active, QPalette::WindowText) == m_theme.color(Tone::Danger);
    painter.setFont(option.font);
    painter.setPen(m_theme.color(!enabled ? Tone::Disabled : danger ? Tone::Danger : Tone::Text));
    const int flags = Qt::AlignVCenter | Qt::TextHideMnemonic | Qt::TextSingleLine;
    painter.drawText(textRect, flags | int(visualAlignment(option.direction, Qt::AlignLeft)), option.text.section(u'\t', 0, 0));
    const QString keys = option.text.section(u'\t', 1);
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu) {
        const QRect arrow = visualRect(option.direction, option.rect, QRect(inner.right() - 15, inner.center().y() - 8, 16, 16));
        if (option.direction == Qt::RightToLeft)
            paintIconMirrored(painter, arrow, Icon::Right, m_theme.color(Tone::Secondary));
        else
            paintIcon(painter, arrow, Icon::Right, m_theme.color(Tone::Secondary));
    } else if (!keys.isEmpty()) {
        painter.setPen(m_theme.color(enabled ? Tone::Secondary : Tone::Disabled));
        painter.drawText(textRect, flags | int(visualAlignment(option.direction, Qt::AlignRight)), keys);
    }
    painter.restore();
}

void Style::drawScrollBar(const QStyleOptionComplex &option, QPainter &painter, const QWidget *widget) const
{
    const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(&option);
    // Scroll bars are opaque widgets: nobody else paints the lane.
    QColor lane = option.palette.color(QPalette::Window);
    for (const QWidget *w = widget; w; w = w->parentWidget()) {
        if (const auto *area = qobject_cast<const QAbstractScrollArea *>(w)) {
            lane = area->viewport()->palette().color(area->viewport()->backgroundRole());
            break;
        }
    }
    painter.fillRect(option.rect, lane);
    if (!slider || slider->maximum <= slider->minimum)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF handle = proxy()->subControlRect(CC_ScrollBar, slider, SC_ScrollBarSlider, widget);
    const bool active = (option.state & State_MouseOver) || (option.activeSubControls & SC_ScrollBarSlider && option.state & State_Sunken);
    const qreal thickness = active ? 7 : 5;
    if (slider->orientation == Qt::Vertical) {
        const qreal edge = option.direction == Qt::RightToLeft ? handle.left() + 2 : handle.right() - 2 - thickness;
        handle = QRectF(edge, handle.top() + 2, thickness, handle.height() - 4);
    } else {
        handle = QRectF(handle.left() + 2, handle.bottom() - 2 - thickness, handle.width() - 4, thickness);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.mix(Tone::ChatBackground, Tone::Secondary, active ? 0.75 : 0.4));
    painter.drawRoundedRect(handle, thickness / 2, thickness / 2);
    painter.restore();
}

void Style::drawSlider(const QStyleOptionSlider &option, QPainter &painter, const QWidget *widget) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF handle = subControlRect(CC_Slider, &option, SC_SliderHandle, widget);
    const bool enabled = option.state & State_Enabled;
    QRectF groove(option.rect.left() + 2, option.rect.center().y() - 1.5, option.rect.width() - 4, 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Tone::Divider));
    painter.drawRoundedRect(groove, 2, 2);
    QRectF done = groove;
    if (option.upsideDown)
        done.setLeft(handle.center().x());
    else
        done.setRight(handle.center().x());
    painter.setBrush(m_theme.color(enabled ? Tone::Accent : Tone::Disabled));
    painter.drawRoundedRect(done, 2, 2);
    if (option.tickPosition != QSlider::NoTicks && option.tickInterval > 0) {
        const int count = (option.maximum - option.minimum) / option.tickInterval;
        painter.setBrush(m_theme.color(Tone::ControlBorder));
        for (int i = 0; count > 0 && i <= count; ++i)
            painter.drawEllipse(QPointF(groove.left() + 6 + (groove.width() - 12) * i / count, groove.bottom() + 8), 1.5, 1.5);
    }
    QRectF knob(0, 0, 18, 18);
    knob.moveCenter(QPointF(handle.center().x(), groove.center().y()));
    painter.setPen(QPen(m_theme.color(enabled ? Tone::Accent : Tone::Disabled), 2));
    painter.setBrush(m_theme.color(Tone::Surface));
    painter.drawEllipse(knob.adjusted(1, 1, -1, -1));
    if (option.state & State_HasFocus && option.state & State_KeyboardFocusChange) {
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(knob.adjusted(-2, -2, 2, 2));
    }
    painter.restore();
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        drawScrollBar(*option, *painter, widget);
        return;
    }
    if (control == CC_Slider) {
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option); slider && slider->orientation == Qt::Horizontal) {
            drawSlider(*slider, *painter, widget);
            return;
        }
    }
    if (control == CC_ComboBox || control == CC_SpinBox) {
        drawField(*option, *painter, widget);
        const QColor arrow = m_theme.color(option->state & State_Enabled ? Tone::Secondary : Tone::Disabled);
        if (control == CC_ComboBox) {
            paintIcon(*painter, QRectF(subControlRect(control, option, SC_ComboBoxArrow, widget)).adjusted(4, 4, -4, -4).intersected(QRectF(option->rect)), Icon::Down, arrow);
        } else {
            const auto small = [](const QRect &r) { QRectF s(0, 0, 14, 14); s.moveCenter(QRectF(r).center()); return s; };
            paintIcon(*painter, small(subControlRect(control, option, SC_SpinBoxUp, widget)), Icon::Up, arrow);
            paintIcon(*painter, small(subControlRect(control, option, SC_SpinBoxDown, widget)), Icon::Down, arrow);
        }
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (!bar)
            return {};
        // No arrow buttons: the groove is everything.
        const bool vertical = bar->orientation == Qt::Vertical;
        const int length = vertical ? bar->rect.height() : bar->rect.width();
        const qint64 range = qint64(bar->maximum) - bar->minimum;
        int size = length;
        if (range > 0)
            size = qBound(qMin(32, length), int(qint64(bar->pageStep) * length / (range + bar->pageStep)), length);
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - size, bar->upsideDown);
        QRect rect;
        switch (sub) {
        case SC_ScrollBarSlider: rect = vertical ? QRect(0, start, bar->rect.width(), size) : QRect(start, 0, size, bar->rect.height()); break;
        case SC_ScrollBarGroove: rect = QRect(QPoint(), bar->rect.size()); break;
        case SC_ScrollBarSubPage: rect = vertical ? QRect(0, 0, bar->rect.width(), start) : QRect(0, 0, start, bar->rect.height()); break;
        case SC_ScrollBarAddPage:
            rect = vertical ? QRect(0, start + size, bar->rect.width(), length - start - size) : QRect(start + size, 0, length - start - size, bar->rect.height());
            break;
        default: return {};
        }
        return visualRect(bar->direction, bar->rect, rect.translated(bar->rect.topLeft()));
    }
    if (control == CC_ComboBox) {
        const QRect r = option->rect;
        switch (sub) {
        case SC_ComboBoxArrow: return visualRect(option->direction, r, QRect(r.right() - 31, r.top() + (r.height() - 24) / 2, 24, 24));
        case SC_ComboBoxEditField: return visualRect(option->direction, r, r.adjusted(12, 1, -32, -1));
        default: break;
        }
    }
    return QProxyStyle::subControlRect(control, option, sub, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents && !(widget && widget->inherits("QLineEdit") && !static_cast<const QLineEdit *>(widget)->hasFrame()))
        return visualRect(option->direction, option->rect, option->rect.adjusted(10, 1, -10, -1));
    return QProxyStyle::subElementRect(element, option, widget);
}

} // namespace ui
