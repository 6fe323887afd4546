// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolTip>

namespace ui {

using namespace Qt::StringLiterals;

namespace {

constexpr char kKind[] = "kithButtonKind";
constexpr char kInvalid[] = "kithInvalid";
constexpr char kLarge[] = "kithLarge";

bool isLarge(const QWidget *widget)
{
    return widget && widget->property(kLarge).toBool();
}

bool inComboOrSpin(const QWidget *widget)
{
    return widget && widget->parentWidget()
        && (widget->parentWidget()->inherits("QComboBox") || widget->parentWidget()->inherits("QAbstractSpinBox"));
}

} // namespace

void setButtonKind(QPushButton *button, ButtonKind kind)
{
    button->setProperty(kKind, int(kind));
    button->update();
}

void setInvalid(QWidget *field, bool invalid)
{
    field->setProperty(kInvalid, invalid);
    field->update();
}

void setLarge(QWidget *control, bool large)
{
    control->setProperty(kLarge, large);
    control->updateGeometry();
}

Style::Style(const Theme &theme)
    : QProxyStyle(QStyleFactory::create(u"Fusion"_s))
    , m_theme(theme)
{
}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (widget->inherits("QAbstractButton") || widget->inherits("QComboBox") || widget->inherits("QLineEdit") || widget->inherits("QScrollBar"))
        widget->setAttribute(Qt::WA_Hover);
    if (widget->inherits("QPushButton") || widget->inherits("QToolButton"))
        widget->setCursor(Qt::PointingHandCursor);
    // Round corners need a window that can be seen through.
    if (widget->inherits("QMenu") || widget->inherits("QComboBoxPrivateContainer") || widget->inherits("QTipLabel"))
        widget->setAttribute(Qt::WA_TranslucentBackground);
}

void Style::unpolish(QWidget *widget)
{
    if (widget->inherits("QPushButton") || widget->inherits("QToolButton"))
        widget->unsetCursor();
    QProxyStyle::unpolish(widget);
}

void Style::drawFocusRing(const QRectF &rect, qreal radius, QPainter &painter) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_theme.color(Tone::Accent), 2));
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    painter.restore();
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
        if (!inComboOrSpin(widget) && !(widget && widget->inherits("QLineEdit") && !static_cast<const QLineEdit *>(widget)->hasFrame()))
            drawField(*option, *painter, widget);
        return;
    case PE_PanelButtonCommand:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            drawButtonPanel(*button, *painter, widget);
        return;
    case PE_PanelButtonTool: {
        const bool on = option->state & (State_On | State_Sunken);
        const bool hover = (option->state & State_MouseOver) && (option->state & State_Enabled);
        if (on || hover) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(on ? m_theme.color(Tone::Selection) : m_theme.color(Tone::Hover));
            painter->drawRoundedRect(option->rect, 8, 8);
            painter->restore();
        }
        return;
    }
    case PE_FrameFocusRect: {
        const bool item = widget && widget->inherits("QAbstractItemView");
        drawFocusRing(option->rect, item ? metric::kRadiusRow : 8, *painter);
        return;
    }
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawCheckBox(*option, *painter);
        return;
    case PE_IndicatorRadioButton:
        drawRadioButton(*option, *painter);
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
        if (element == PE_PanelMenu || !(widget && widget->inherits("QMenu"))) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(m_theme.color(Tone::Divider));
            painter->setBrush(m_theme.color(Tone::Surface));
            painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), metric::kRadiusField, metric::kRadiusField);
            painter->restore();
        }
        return;
    case PE_PanelTipLabel:
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.palette().color(QPalette::ToolTipBase));
        painter->drawRoundedRect(option->rect, 6, 6);
        painter->restore();
        return;
    case PE_Frame:
        // Scroll areas have no frame of their own; cards draw theirs. A combo's list gets the menu's surface.
        if (widget && widget->inherits("QComboBoxPrivateContainer"))
            drawPrimitive(PE_PanelMenu, option, painter, widget);
        return;
    case PE_PanelItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            if (item->backgroundBrush.style() != Qt::NoBrush)
                painter->fillRect(item->rect, item->backgroundBrush);
            const bool selected = item->state & State_Selected;
            if (selected || (item->state & State_MouseOver)) {
                painter->save();
                painter->setRenderHint(QPainter::Antialiasing);
                painter->setPen(Qt::NoPen);
                painter->setBrush(m_theme.color(selected ? Tone::Selection : Tone::Hover));
                painter->drawRoundedRect(item->rect, 8, 8);
                painter->restore();
            }
        }
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            drawButtonLabel(*button, *painter, widget);
        return;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            drawMenuItem(*item, *painter, widget);
        return;
    case CE_MenuEmptyArea:
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, m_theme.color(Tone::Divider));
        return;
    case CE_ProgressBarGroove:
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option)) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            QRectF rect(bar->rect);
            rect.setHeight(4);
            rect.moveCenter(QRectF(bar->rect).center());
            if (element == CE_ProgressBarContents) {
                const qreal span = bar->maximum > bar->minimum ? qreal(bar->progress - bar->minimum) / (bar->maximum - bar->minimum) : 0.3;
                rect.setWidth(rect.width() * qBound(0.0, span, 1.0));
                if (bar->direction == Qt::RightToLeft)
                    rect.moveRight(bar->rect.right() + 1);
            }
            painter->setBrush(m_theme.color(element == CE_ProgressBarGroove ? Tone::Divider : Tone::Accent));
            painter->drawRoundedRect(rect, 2, 2);
            painter->restore();
        }
        return;
    case CE_ItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            // Selected rows keep their text colour: the palette's highlight is for selected text.
            QStyleOptionViewItem copy = *item;
            copy.palette.setColor(QPalette::HighlightedText, copy.palette.color(QPalette::Text));
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent: return 10;
    case PM_ScrollBarSliderMin: return 32;
    case PM_ScrollView_ScrollBarSpacing: return 0;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical: return 0;
    case PM_ButtonMargin: return 28;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return m_theme.scaled(18);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return 10;
    case PM_DefaultFrameWidth:
        if (widget && (widget->inherits("QComboBoxPrivateContainer")))
            return 5;
        if (widget && widget->inherits("QLineEdit"))
            return 1;
        return widget && widget->inherits("QAbstractScrollArea") ? 0 : 1;
    case PM_MenuPanelWidth: return 1;
    case PM_MenuHMargin: return 5;
    case PM_MenuVMargin: return 5;
    case PM_SliderLength: return 20;
    case PM_SliderThickness:
    case PM_SliderControlThickness: return 22;
    case PM_SmallIconSize:
    case PM_ButtonIconSize: return metric::kIcon;
    case PM_SplitterWidth: return 1;
    case PM_ToolTipLabelFrameWidth: return 7;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin: return 2;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin: return widget && widget->isWindow() ? 20 : 12;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return 8;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    const int control = m_theme.scaled(isLarge(widget) ? metric::kButtonLarge : metric::kButton);
    switch (type) {
    case CT_PushButton:
        if (widget && widget->property(kKind).toInt() == int(ButtonKind::Link))
            return {size.width() + 8, m_theme.scaled(28)};
        return {qMax(size.width() + 30, 72), control};
    case CT_LineEdit:
        return {result.width() + 16, m_theme.scaled(isLarge(widget) ? metric::kButtonLarge : metric::kField)};
    case CT_ComboBox:
    case CT_SpinBox:
        return {result.width() + 20, control};
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator)
                return {result.width(), 9};
            const int text = item->fontMetrics.size(Qt::TextShowMnemonic, item->text.section(u'\t', 0, 0)).width();
            const QString keys = item->text.section(u'\t', 1);
            const int shortcut = keys.isEmpty() ? 0 : item->fontMetrics.horizontalAdvance(keys) + 28;
            return {text + shortcut + 24 + (item->maxIconWidth > 0 || item->menuHasCheckableItems ? 30 : 0) + 12, m_theme.scaled(34)};
        }
        return result;
    default:
        return result;
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_ScrollBar_Transient: return 0;
    case SH_ComboBox_Popup: return 0;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText: return 0;
    case SH_Menu_SloppySubMenus: return 1;
    case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_ItemView_ActivateItemOnSingleClick: return 0;
    case SH_UnderlineShortcut: return 0;
    case SH_ToolTipLabel_Opacity: return 255;
    case SH_DialogButtonBox_ButtonsHaveIcons: return 0;
    case SH_Widget_Animation_Duration: return m_theme.duration(150);
    case SH_ScrollBar_LeftClickAbsolutePosition: return 0;
    case SH_LineEdit_PasswordCharacter: return 0x2022;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace ui
