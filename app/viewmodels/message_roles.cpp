#include "app/viewmodels/message_model_parts.h"
#include "app/viewmodels/person_text.h"

#include <QCoreApplication>
#include <QVariantList>

namespace sotto::viewmodels {

namespace {

using State = MessageModel::State;

State stateOf(const MessageRow& row)
{
    if (!row.message.isOwn() || row.isEvent()) {
        return State::None;
    }
    switch (row.message.state) {
    case storage::MessageState::Waiting:
        return State::Waiting;
    case storage::MessageState::Sent:
        return State::Sent;
    case storage::MessageState::Delivered:
        return State::Delivered;
    case storage::MessageState::Read:
        return State::Read;
    case storage::MessageState::Failed:
        return State::Failed;
    case storage::MessageState::Received:
        break;
    }
    return State::None;
}

MessageModel::Kind kindOf(const MessageRow& row)
{
    if (row.isEvent()) {
        return MessageModel::Kind::Event;
    }
    return row.message.kind == storage::MessageKind::Deleted ? MessageModel::Kind::Deleted
                                                             : MessageModel::Kind::Text;
}

int formatOf(const TextPart& part)
{
    // The values of Text.RichText and Text.StyledText.
    constexpr int kStyledText = 4;
    return part.rich ? static_cast<int>(Qt::RichText) : kStyledText;
}

MessageModel::Part partOf(TextPart::Kind kind)
{
    switch (kind) {
    case TextPart::Kind::Code:
        return MessageModel::Part::Code;
    case TextPart::Kind::Quote:
        return MessageModel::Part::Quote;
    case TextPart::Kind::Text:
        break;
    }
    return MessageModel::Part::Text;
}

QVariantList partList(const std::vector<TextPart>& parts)
{
    if (parts.size() == 1 && parts.front().kind == TextPart::Kind::Text) {
        return {};
    }
    QVariantList list;
    for (const TextPart& part : parts) {
        list.append(QVariantMap{{QStringLiteral("part"), static_cast<int>(partOf(part.kind))},
                                {QStringLiteral("text"), part.text},
                                {QStringLiteral("formatted"), part.formatted},
                                {QStringLiteral("textFormat"), formatOf(part)}});
    }
    return list;
}

QString tr(const char* text)
{
    return QCoreApplication::translate("Messages", text);
}

// "You, 09:41, read, replying to Mira: ..."
QString spoken(const MessageRow& row, const QString& time)
{
    if (row.isEvent()) {
        return row.text();
    }
    QStringList heads = {row.author, time};
    if (row.message.isOwn() && row.message.kind == storage::MessageKind::Text) {
        heads.append(stateText(row.message.state).toLower());
    }
    if (row.message.edited != 0) {
        heads.append(tr("edited"));
    }
    if (row.quoted) {
        heads.append(tr("replying to %1").arg(row.quoted->author));
    }
    return tr("%1: %2").arg(heads.join(QStringLiteral(", ")), row.text());
}

} // namespace

QVariant MessageModel::data(const QModelIndex& at, int role) const
{
    if (!checkIndex(at, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Parts& parts = *m_parts;
    const std::size_t i = parts.indexOf(at.row());
    const MessageRow& row = parts.rows[i];
    const MessageRow* older = i > 0 ? &parts.rows[i - 1] : nullptr;
    const MessageRow* newer = i + 1 < parts.rows.size() ? &parts.rows[i + 1] : nullptr;
    const bool isLast = !newer || !isOneGroup(row, *newer) || parts.isUnreadStart(i + 1);
    const bool isText = row.message.kind == storage::MessageKind::Text;
    const auto timeText = [&] {
        return dayOf(row.time()) == row.day
                   ? parts.times.clock(row.time())
                   : tr("%1, %2").arg(parts.times.row(row.time(), parts.clock.now()),
                                      parts.times.clock(row.time()));
    };
    switch (role) {
    case MessageIdRole:
        return static_cast<qint64>(row.message.id);
    case PositionRole:
        return static_cast<qint64>(row.message.position);
    case OwnRole:
        return row.message.isOwn() && !row.isEvent();
    case AuthorNameRole:
        return row.author;
    case KindRole:
        return QVariant::fromValue(kindOf(row));
    case Qt::DisplayRole:
    case TextRole:
        return row.text();
    case FormattedRole:
        return parts.shown(row).parts.front().formatted;
    case TextFormatRole:
        return formatOf(parts.shown(row).parts.front());
    case PartsRole:
        return partList(parts.shown(row).parts);
    case EmojiOnlyRole:
        return row.quoted ? 0 : parts.shown(row).emojiOnly;
    case QuotedIdRole:
        return row.quoted ? static_cast<qint64>(row.message.quoted) : qint64{0};
    case QuotedAuthorRole:
        return row.quoted ? row.quoted->author : QString();
    case QuotedExcerptRole:
        return row.quoted ? row.quoted->excerpt : QString();
    case MessageStateRole:
        return QVariant::fromValue(stateOf(row));
    case StateTextRole:
        return stateOf(row) == State::None ? QString() : stateText(row.message.state);
    case TimeTextRole:
        return timeText();
    case FullTimeTextRole:
        return parts.times.full(row.time());
    case EditedRole:
        return isText && row.message.edited != 0;
    case DayTextRole:
        return older && older->day == row.day
                   ? QString()
                   : parts.times.day(row.day.startOfDay().toMSecsSinceEpoch(), parts.clock.now());
    case IsFirstOfGroupRole:
        return !older || !isOneGroup(*older, row) || parts.isUnreadStart(i);
    case IsLastOfGroupRole:
        return isLast;
    case ShowsStateRole:
        return !row.isEvent() && (isLast || stateOf(row) != stateOf(*newer));
    case IsUnreadStartRole:
        return parts.isUnreadStart(i);
    case UnreadTextRole:
        return parts.isUnreadStart(i) ? tr("%Ln new", nullptr, parts.unreadCount) : QString();
    case HighlightedRole:
        return parts.highlighted != 0 && parts.highlighted == row.message.id;
    case AccessibleTextRole:
        return spoken(row, timeText());
    default:
        return {};
    }
}

QHash<int, QByteArray> MessageModel::roleNames() const
{
    return {{MessageIdRole, "messageId"},
            {PositionRole, "position"},
            {OwnRole, "own"},
            {AuthorNameRole, "authorName"},
            {KindRole, "kind"},
            {TextRole, "text"},
            {FormattedRole, "formatted"},
            {TextFormatRole, "textFormat"},
            {PartsRole, "parts"},
            {EmojiOnlyRole, "emojiOnly"},
            {QuotedIdRole, "quotedId"},
            {QuotedAuthorRole, "quotedAuthor"},
            {QuotedExcerptRole, "quotedExcerpt"},
            {MessageStateRole, "messageState"},
            {StateTextRole, "stateText"},
            {TimeTextRole, "timeText"},
            {FullTimeTextRole, "fullTimeText"},
            {EditedRole, "edited"},
            {DayTextRole, "dayText"},
            {IsFirstOfGroupRole, "isFirstOfGroup"},
            {IsLastOfGroupRole, "isLastOfGroup"},
            {ShowsStateRole, "showsState"},
            {IsUnreadStartRole, "isUnreadStart"},
            {UnreadTextRole, "unreadText"},
            {HighlightedRole, "highlighted"},
            {AccessibleTextRole, "accessibleText"}};
}

} // namespace sotto::viewmodels
