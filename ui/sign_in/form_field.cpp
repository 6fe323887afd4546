// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/form_field.h"

#include "ui/theme/style.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QVBoxLayout>

namespace ui {

PasswordEdit::PasswordEdit(const Theme &theme, QWidget *parent)
    : QLineEdit(parent)
    , m_reveal(new IconButton(theme, Icon::Eye, tr("Show password"), this))
{
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoAutoUppercase | Qt::ImhNoPredictiveText | Qt::ImhSensitiveData);
    m_reveal->setCursor(Qt::ArrowCursor);
    connect(m_reveal, &QAbstractButton::clicked, this, [this] { setShown(echoMode() == Password); });
    setShown(false);
}

void PasswordEdit::setShown(bool shown)
{
    setEchoMode(shown ? Normal : Password);
    m_reveal->setIcon(shown ? Icon::EyeOff : Icon::Eye);
    m_reveal->setName(shown ? tr("Hide password") : tr("Show password"));
}

void PasswordEdit::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    const int side = qMin(height() - 4, m_reveal->sizeHint().height());
    const int left = layoutDirection() == Qt::RightToLeft ? 4 : width() - side - 4;
    m_reveal->setGeometry(left, (height() - side) / 2, side, side);
    // Qt mirrors neither the child nor these margins.
    setTextMargins(layoutDirection() == Qt::RightToLeft ? QMargins(side, 0, 0, 0) : QMargins(0, 0, side, 0));
}

FormField::FormField(const Theme &theme, const QString &label, QLineEdit *edit, QWidget *parent)
    : QWidget(parent)
    , m_edit(edit)
    , m_error(new TextLabel(theme, Type::Secondary, Tone::Danger, {}, this))
    , m_hint(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
{
    auto *caption = new TextLabel(theme, Type::SecondaryStrong, Tone::Text, label, this);
    caption->setBuddy(edit);
    edit->setAccessibleName(label);
    setFocusProxy(edit);
    for (TextLabel *below : {m_error, m_hint}) {
        below->setWordWrap(true);
        below->hide();
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::kSpace);
    layout->addWidget(caption);
    layout->addWidget(edit);
    layout->addWidget(m_error);
    layout->addWidget(m_hint);
    connect(edit, &QLineEdit::textEdited, this, [this] { setError({}); });
}

QString FormField::error() const
{
    return m_error->text();
}

void FormField::setError(const QString &sentence)
{
    if (sentence == m_error->text())
        return;
    m_error->setText(sentence);
    setInvalid(m_edit, !sentence.isEmpty());
    restate();
    if (!sentence.isEmpty()) {
        QAccessibleEvent alert(m_error, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void FormField::setHint(const QString &hint)
{
    m_hint->setText(hint);
    restate();
}

void FormField::restate()
{
    const bool wrong = !m_error->text().isEmpty();
    m_error->setVisible(wrong);
    m_hint->setVisible(!wrong && !m_hint->text().isEmpty());
    // A screen reader that comes to the field later hears the sentence with it.
    m_edit->setAccessibleDescription(wrong ? m_error->text() : m_hint->text());
}

} // namespace ui
