#include "app/viewmodels/devices/word_entry.h"

#include "app/core/recovery/own_phrase.h"
#include "app/core/recovery/qt_normalizer.h"
#include "app/viewmodels/person_text.h"
#include "app/viewmodels/wiping.h"
#include "crypto/phrase/word_beginnings.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>

namespace sotto::viewmodels {

namespace {

constexpr std::size_t kSuggestions = 4;
/// No word of the list is longer than eight letters: what is longer is shown as a mistake.
constexpr std::size_t kShownBytes = 24;

QString shown(const crypto::SecretBytes& text)
{
    return QString::fromUtf8(reinterpret_cast<const char*>(text.data()),
                             static_cast<qsizetype>(text.size()));
}

crypto::SecretBytes wordOf(std::uint16_t index)
{
    crypto::SecretBytes out;
    crypto::appendWord(index, out);
    return out;
}

bool isSame(const crypto::SecretBytes& a, const crypto::SecretBytes& b)
{
    return std::ranges::equal(a.view(), b.view());
}

/// The letters of a word that was found in @p text, in lower case.
crypto::SecretBytes lettersOf(const crypto::ScannedWord& found, crypto::ByteView text)
{
    crypto::SecretBytes out;
    if (!found.foreign && found.word.length <= crypto::kMaxWordLetters) {
        for (std::size_t i = 0; i < found.word.length; ++i) {
            const auto letter = static_cast<std::uint8_t>(found.word.letters >> (56U - 8U * i));
            out.append({&letter, 1});
        }
        return out;
    }
    const crypto::SecretBytes raw(text.subspan(found.begin, found.end - found.begin));
    QString word = shown(raw);
    // They share their letters if these are in lower case already: copied before they are wiped.
    out = takeSecret(word.toLower().left(kShownBytes));
    wipe(word);
    return out;
}

std::vector<crypto::SecretBytes> wordsIn(crypto::ByteView text)
{
    std::vector<crypto::SecretBytes> out;
    const core::QtNormalizer normalizer;
    crypto::WordScanner scanner(text, normalizer);
    while (const crypto::ScannedWord* found = scanner.next()) {
        out.push_back(lettersOf(*found, text));
    }
    return out;
}

/// The only word of the list that begins so.
std::optional<std::uint16_t> onlyWord(const crypto::SecretBytes& typed)
{
    const crypto::WordIndexes beginnings = crypto::wordsBeginningWith(typed.view(), 2);
    return beginnings.size() == 1 ? std::optional(beginnings.front()) : std::nullopt;
}

} // namespace

WordEntry::WordEntry(QObject* parent)
    : QAbstractListModel(parent)
{
    m_clipboard.setSingleShot(true);
    m_clipboard.setInterval(kClipboardMs);
    connect(&m_clipboard, &QTimer::timeout, this, &WordEntry::forgetClipboard);
}

WordEntry::~WordEntry()
{
    if (m_clipboard.isActive()) {
        forgetClipboard();
    }
}

int WordEntry::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kWords;
}

QVariant WordEntry::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Field& field = m_fields.at(static_cast<std::size_t>(index.row()));
    switch (role) {
    case NumberRole:
        return index.row() + 1;
    case WordRole:
        return shown(field.text);
    case KnownRole:
        return isKnown(field);
    case WrongRole:
        return isWrong(field);
    case CompletionRole:
        return index.row() == m_current && !m_suggestions.empty()
                   ? shown(wordOf(m_suggestions.at(static_cast<std::size_t>(m_chosen))))
                   : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> WordEntry::roleNames() const
{
    return {{NumberRole, "number"},
            {WordRole, "word"},
            {KnownRole, "isKnown"},
            {WrongRole, "isWrong"},
            {CompletionRole, "completedWord"}};
}

void WordEntry::setCurrent(int field)
{
    field = std::clamp(field, 0, kWords - 1);
    if (const int before = std::exchange(m_current, field); before != field) {
        look();
        tell(before);
        tell(field);
        Q_EMIT currentChanged();
    }
}

QStringList WordEntry::suggestions() const
{
    QStringList out;
    for (const std::uint16_t index : m_suggestions) {
        out.append(shown(wordOf(index)));
    }
    return out;
}

QString WordEntry::typed() const
{
    return shown(m_fields.at(static_cast<std::size_t>(m_current)).text);
}

int WordEntry::filled() const
{
    return static_cast<int>(
        std::ranges::count_if(m_fields, [this](const Field& field) { return isKnown(field); }));
}

bool WordEntry::isKnown(const Field& field) const
{
    const crypto::WordIndexes first = crypto::wordsBeginningWith(field.text.view(), 1);
    return !first.empty() && isSame(wordOf(first.front()), field.text);
}

bool WordEntry::isWrong(const Field& field) const
{
    return field.isLeft && !field.text.empty() && !isKnown(field);
}

int WordEntry::firstWrong() const
{
    const auto wrong =
        std::ranges::find_if(m_fields, [this](const Field& field) { return isWrong(field); });
    return wrong == m_fields.end() ? -1 : static_cast<int>(wrong - m_fields.begin());
}

QString WordEntry::problemTitle() const
{
    if (m_refused > 0) {
        return m_refused == SIZE_MAX
                   ? tr("That is too long for twelve words.")
                   : tr("These are %1 words, and Sotto’s phrases have twelve.").arg(m_refused);
    }
    if (const int wrong = firstWrong(); wrong >= 0) {
        const Field& field = m_fields.at(static_cast<std::size_t>(wrong));
        return tr("Word %1, “%2”, is not on the word list.")
            .arg(wrong + 1)
            .arg(isolated(oneLine(shown(field.text))));
    }
    return m_belongsTogether ? QString() : tr("These words do not belong together.");
}

QString WordEntry::problemText() const
{
    if (m_refused > 0) {
        return tr("Copy only the words, and paste them again. A phrase of another program opens "
                  "nothing here.");
    }
    if (firstWrong() >= 0) {
        const QString word = fix();
        return word.isEmpty() ? tr("Compare it with your paper.")
                              : tr("Did you mean “%1”?").arg(isolated(word));
    }
    return m_belongsTogether
               ? QString()
               : tr("Each is on the list, but one is wrong or two are swapped. Compare them with "
                    "your paper.");
}

QString WordEntry::fix() const
{
    const int wrong = firstWrong();
    if (wrong < 0 || m_refused > 0) {
        return {};
    }
    const crypto::WordIndexes near =
        crypto::suggestWords(m_fields.at(static_cast<std::size_t>(wrong)).text.view());
    return near.empty() ? QString() : shown(wordOf(near.front()));
}

void WordEntry::setText(int field, const QString& text)
{
    if (field < 0 || field >= kWords) {
        return;
    }
    m_refused = 0;
    crypto::SecretBytes typed = toSecret(text);
    if (typed.size() > crypto::kMaxPhraseTextBytes) {
        refuse(SIZE_MAX);
        return;
    }
    Words words = wordsIn(typed.view());
    // The field shows what was typed: only a change of it is taken back from there.
    store(field, std::move(typed));
    if (words.size() > 1) {
        spread(field, std::move(words));
        return;
    }
    const bool goesOn = words.size() == 1 && text.back().isSpace();
    store(field, words.empty() ? crypto::SecretBytes() : std::move(words.front()));
    if (goesOn) {
        setCurrent(field);
        moveOn();
    }
}

void WordEntry::spread(int field, Words words)
{
    store(field, {});
    if (words.size() > kWords) {
        refuse(words.size());
        return;
    }
    std::size_t at = words.size() == kWords ? 0 : static_cast<std::size_t>(field);
    for (crypto::SecretBytes& word : words) {
        if (at == m_fields.size()) {
            break;
        }
        const int filled = static_cast<int>(at++);
        store(filled, std::move(word));
        leave(filled);
    }
    setCurrent(static_cast<int>(at) - (at == m_fields.size() ? 1 : 0));
}

void WordEntry::refuse(std::size_t words)
{
    m_refused = words;
    Q_EMIT changed();
}

bool WordEntry::paste(int field)
{
    QString text = QGuiApplication::clipboard()->text();
    const crypto::SecretBytes bytes = toSecret(text);
    if (bytes.size() <= crypto::kMaxPhraseTextBytes && wordsIn(bytes.view()).size() < 2) {
        return false;
    }
    setText(field, text);
    m_clipboard.start();
    return true;
}

void WordEntry::forgetClipboard()
{
    m_clipboard.stop();
    QClipboard* clipboard = QGuiApplication::clipboard();
    if (clipboard && core::holdsPhrase(clipboard->text().toStdString())) {
        clipboard->clear();
    }
}

void WordEntry::takeSuggestion()
{
    if (!m_suggestions.empty()) {
        takeSuggestionAt(m_chosen);
    } else if (complete()) {
        Q_EMIT finished();
    } else {
        moveOn();
    }
}

void WordEntry::takeSuggestionAt(int suggestion)
{
    if (suggestion < 0 || static_cast<std::size_t>(suggestion) >= m_suggestions.size()) {
        return;
    }
    m_refused = 0;
    store(m_current, wordOf(m_suggestions.at(static_cast<std::size_t>(suggestion))));
    const bool isLast = m_current == kWords - 1;
    moveOn();
    if (isLast && complete()) {
        Q_EMIT finished();
    }
}

void WordEntry::choose(int step)
{
    const int last = static_cast<int>(m_suggestions.size()) - 1;
    m_chosen = std::clamp(m_chosen + step, 0, std::max(0, last));
    tell(m_current);
    Q_EMIT suggestionsChanged();
}

void WordEntry::moveOn()
{
    if (m_fields.at(static_cast<std::size_t>(m_current)).text.empty()) {
        return;
    }
    leave(m_current);
    setCurrent(m_current + 1);
}

void WordEntry::moveBack()
{
    setCurrent(m_current - 1);
}

void WordEntry::leave(int field)
{
    if (field < 0 || field >= kWords) {
        return;
    }
    Field& left = m_fields.at(static_cast<std::size_t>(field));
    if (left.isLeft || left.text.empty()) {
        return;
    }
    if (const auto only = onlyWord(left.text); only && !isKnown(left)) {
        store(field, wordOf(*only));
    }
    left.isLeft = true;
    tell(field);
    Q_EMIT changed();
}

void WordEntry::useFix()
{
    const int wrong = firstWrong();
    const QString word = fix();
    if (wrong < 0 || word.isEmpty()) {
        return;
    }
    store(wrong, toSecret(word));
    const int next = firstWrong();
    const auto empty =
        std::ranges::find_if(m_fields, [](const Field& field) { return field.text.empty(); });
    setCurrent(next >= 0                 ? next
               : empty != m_fields.end() ? static_cast<int>(empty - m_fields.begin())
                                         : kWords - 1);
}

void WordEntry::clear()
{
    for (Field& field : m_fields) {
        field = {};
    }
    m_refused = 0;
    m_current = 0;
    look();
    Q_EMIT dataChanged(index(0), index(kWords - 1));
    Q_EMIT currentChanged();
}

void WordEntry::store(int field, crypto::SecretBytes text)
{
    Field& stored = m_fields.at(static_cast<std::size_t>(field));
    const bool isOther = !isSame(stored.text, text);
    stored.isLeft = stored.isLeft && !isOther;
    stored.text = std::move(text);
    look();
    tell(field);
    if (isOther) {
        Q_EMIT edited();
    }
}

void WordEntry::look()
{
    const Field& field = m_fields.at(static_cast<std::size_t>(m_current));
    m_suggestions = crypto::wordsBeginningWith(field.text.view(), kSuggestions);
    m_chosen = 0;
    m_phrase = phrase();
    m_belongsTogether = filled() < kWords || m_phrase;
    Q_EMIT suggestionsChanged();
    Q_EMIT changed();
}

std::optional<crypto::RecoveryPhrase> WordEntry::phrase() const
{
    if (filled() < kWords) {
        return std::nullopt;
    }
    crypto::SecretBytes text;
    text.reserve(kWords * (crypto::kMaxWordLetters + 1));
    for (const Field& field : m_fields) {
        text.append(field.text.view());
        text.append(crypto::asBytes(" "));
    }
    auto read = crypto::RecoveryPhrase::fromText(text.view(), core::QtNormalizer());
    return read ? std::optional(std::move(read).value()) : std::nullopt;
}

void WordEntry::tell(int field)
{
    Q_EMIT dataChanged(index(field), index(field));
}

} // namespace sotto::viewmodels

#include "moc_word_entry.cpp"
