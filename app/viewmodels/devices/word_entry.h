#pragma once

#ifndef Q_MOC_RUN
#include "crypto/base/secret.h"
#include "crypto/phrase/recovery_phrase.h"
#endif

#include <array>
#include <optional>

#include <QAbstractListModel>
#include <QStringList>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

namespace sotto::viewmodels {

/// Twelve words while a person types them: the rows are their fields. Knows the word list and
/// nothing else. The words lie in memory that is wiped; what a page shows of them are texts, which
/// go with the page.
class WordEntry : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.wordEntry is the one.")
    /// The field that is being typed into, 0 to 11.
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY currentChanged)
    /// At most four words that the current field may become.
    Q_PROPERTY(QStringList suggestions READ suggestions NOTIFY suggestionsChanged)
    /// The one that Enter takes.
    Q_PROPERTY(int chosen READ chosen NOTIFY suggestionsChanged)
    /// What the current field begins with, as its suggestions do.
    Q_PROPERTY(QString typed READ typed NOTIFY suggestionsChanged)
    /// How many fields hold a word of the list.
    Q_PROPERTY(int filled READ filled NOTIFY changed)
    /// All twelve do, and they belong together.
    Q_PROPERTY(bool complete READ complete NOTIFY changed)
    /// What is wrong, and what can be done; empty if nothing is.
    Q_PROPERTY(QString problemTitle READ problemTitle NOTIFY changed)
    Q_PROPERTY(QString problemText READ problemText NOTIFY changed)
    /// The word that useFix() puts into the field that is wrong; empty if none is near.
    Q_PROPERTY(QString fix READ fix NOTIFY changed)

public:
    enum Role
    {
        NumberRole = Qt::UserRole + 1, ///< 1 to 12
        WordRole,                      ///< as typed, in lower case
        KnownRole,                     ///< a whole word of the list
        WrongRole,                     ///< left, and no word of the list
        CompletionRole,                ///< the word that Enter makes of it
    };
    static constexpr int kWords = 12;
    /// How long pasted words stay in the clipboard.
    static constexpr int kClipboardMs = 30'000;

    explicit WordEntry(QObject* parent = nullptr);
    ~WordEntry() override;

    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    [[nodiscard]] int current() const { return m_current; }
    void setCurrent(int field);
    [[nodiscard]] QStringList suggestions() const;
    [[nodiscard]] int chosen() const { return m_chosen; }
    [[nodiscard]] QString typed() const;
    [[nodiscard]] int filled() const;
    [[nodiscard]] bool complete() const { return m_phrase.has_value(); }
    [[nodiscard]] QString problemTitle() const;
    [[nodiscard]] QString problemText() const;
    [[nodiscard]] QString fix() const;

    /// What a field holds now. Several words, however they are separated and numbered, are spread
    /// over the fields from this one on; twelve over all of them.
    Q_INVOKABLE void setText(int field, const QString& text);
    /// Takes several words from the clipboard, and forgets them there after a while. False if it
    /// holds no more than one: that is pasted like any text.
    Q_INVOKABLE bool paste(int field);
    /// The chosen suggestion, or the one of that number, becomes the word; on to the next field.
    Q_INVOKABLE void takeSuggestion();
    Q_INVOKABLE void takeSuggestionAt(int suggestion);
    /// Another suggestion is the one that Enter takes.
    Q_INVOKABLE void choose(int step);
    Q_INVOKABLE void moveOn();
    Q_INVOKABLE void moveBack();
    /// The person went on from that field: what is no beginning of one word is wrong.
    Q_INVOKABLE void leave(int field);
    Q_INVOKABLE void useFix();
    /// Wipes all.
    Q_INVOKABLE void clear();

    /// The words as one phrase; nothing unless complete.
    [[nodiscard]] std::optional<crypto::RecoveryPhrase> phrase() const;
    /// Takes words of a phrase out of the clipboard.
    void forgetClipboard();

Q_SIGNALS:
    void currentChanged();
    void suggestionsChanged();
    void changed();
    /// The person changed a word.
    void edited();
    /// Enter, where there is nothing more to type.
    void finished();

private:
    struct Field
    {
        crypto::SecretBytes text; ///< UTF-8
        bool isLeft = false;
    };
    using Words = std::vector<crypto::SecretBytes>;

    void store(int field, crypto::SecretBytes text);
    void spread(int field, Words words);
    void refuse(std::size_t words);
    void look();
    [[nodiscard]] bool isKnown(const Field& field) const;
    [[nodiscard]] bool isWrong(const Field& field) const;
    [[nodiscard]] int firstWrong() const;
    void tell(int field);

    std::array<Field, kWords> m_fields;
    int m_current = 0;
    crypto::WordIndexes m_suggestions;
    int m_chosen = 0;
    std::optional<crypto::RecoveryPhrase> m_phrase;
    bool m_belongsTogether = true;
    std::size_t m_refused = 0; ///< so many words were pasted, which no phrase of Sotto has
    QTimer m_clipboard;
};

} // namespace sotto::viewmodels
