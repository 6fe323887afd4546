// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/link_code_edit.h"

#include "ui/theme/style.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMimeData>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

bool canBeInCode(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'A' && c <= u'Z');
}

// Full-width letters and the like become what they look like.
QString letters(const QString &typed)
{
    QString kept;
    for (const QChar c : typed.normalized(QString::NormalizationForm_KC).toUpper()) {
        if (canBeInCode(c))
            kept += c;
    }
    return kept;
}

} // namespace

LinkCodeEdit::LinkCodeEdit(const Theme &theme, QWidget *parent)
    : QLineEdit(parent)
{
    setLayoutDirection(Qt::LeftToRight);
    setInputMethodHints(Qt::ImhUppercaseOnly | Qt::ImhNoPredictiveText | Qt::ImhPreferUppercase | Qt::ImhSensitiveData);
    setPlaceholderText(u"····-····"_s);
    setLarge(this, true);
    const auto restyle = [this, &theme] { setFont(theme.font(Type::LargeCode)); };
    restyle();
    connect(&theme, &Theme::changed, this, restyle);
    connect(this, &QLineEdit::textEdited, this, &LinkCodeEdit::tidy);
}

QString LinkCodeEdit::formatted(const QString &typed)
{
    QString code = letters(typed);
    if (code.size() > kLength) {
        static const QRegularExpression kCode(u"\\b([0-9A-Za-z]{4})[\\s\\p{Pd}]?([0-9A-Za-z]{4})\\b"_s, QRegularExpression::UseUnicodePropertiesOption);
        QRegularExpressionMatch last;
        for (auto it = kCode.globalMatch(typed); it.hasNext();)
            last = it.next();
        code = last.hasMatch() ? letters(last.captured(0)) : code.first(kLength);
    }
    // The dash stands behind the fifth: one that came with the fourth could never be deleted.
    return code.size() > kLength / 2 ? code.first(kLength / 2) + u'-' + code.sliced(kLength / 2) : code;
}

bool LinkCodeEdit::isComplete() const
{
    return letters(text()).size() == kLength;
}

void LinkCodeEdit::tidy(const QString &typed)
{
    if (typed.trimmed().startsWith("xmpp:"_L1, Qt::CaseInsensitive)) {
        clear();
        Q_EMIT invitationPasted(typed.trimmed());
        return;
    }
    const qsizetype before = letters(typed.first(cursorPosition())).size();
    const QString text = formatted(typed);
    if (text == typed)
        return;
    setText(text);
    qsizetype cursor = 0;
    for (qsizetype seen = 0; cursor < text.size() && seen < before; ++cursor)
        seen += canBeInCode(text.at(cursor)) ? 1 : 0;
    setCursorPosition(int(cursor));
}

void LinkCodeEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste)) {
        const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
        if (copied && copied->hasImage() && !copied->hasText()) {
            Q_EMIT picturePasted();
            return;
        }
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace ui
