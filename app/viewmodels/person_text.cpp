#include "app/viewmodels/person_text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QStringList>
#include <QTextBoundaryFinder>

namespace sotto::viewmodels {

namespace {

QString firstGrapheme(const QString& word)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, word);
    const qsizetype end = finder.toNextBoundary();
    return end > 0 ? word.left(end) : QString();
}

QString firstLetter(const QString& word)
{
    const QString first = firstGrapheme(word);
    return !first.isEmpty() && first.at(0).isLetter() ? first.toUpper() : QString();
}

// Embeddings, overrides and isolates, and the Arabic letter mark: what turns the text around it.
bool turnsDirection(QChar character)
{
    const char16_t code = character.unicode();
    return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0x200e || code == 0x200f || code == 0x061c;
}

} // namespace

QString initialsOf(const QString& name)
{
    QStringList letters;
    const QStringList words = name.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        const QString letter = firstLetter(word);
        if (!letter.isEmpty()) {
            letters.append(letter);
        }
    }
    if (letters.isEmpty()) {
        return {};
    }
    return letters.size() == 1 ? letters.first() : letters.first() + letters.last();
}

int colorIndexOf(crypto::ByteView account)
{
    return account.empty() ? 0 : account[0] % kAvatarColors;
}

int colorIndexOf(const QString& name)
{
    const QByteArray hash =
        QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Blake2b_256);
    return static_cast<unsigned char>(hash.at(0)) % kAvatarColors;
}

QString oneLine(const QString& text)
{
    QString line;
    line.reserve(text.size());
    for (const QChar character : text) {
        const QChar::Category category = character.category();
        if (turnsDirection(character)) {
            continue;
        }
        if (category == QChar::Other_Control || category == QChar::Separator_Line ||
            category == QChar::Separator_Paragraph) {
            line.append(QLatin1Char(' '));
        } else {
            line.append(character);
        }
    }
    return line.simplified();
}

QString shownName(const std::string& name)
{
    const QString line = oneLine(QString::fromStdString(name));
    return line.isEmpty() ? QCoreApplication::translate("Names", "No name") : line;
}

QString isolated(const QString& name)
{
    return QChar(0x2068) + name + QChar(0x2069);
}

} // namespace sotto::viewmodels
