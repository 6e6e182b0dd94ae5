#include "app/viewmodels/blocked_list_model.h"

#include "app/core/changes.h"
#include "app/viewmodels/person_text.h"
#include "app/viewmodels/picture_tags.h"

#include <algorithm>

namespace sotto::viewmodels {

BlockedListModel::BlockedListModel(const PictureTags& pictures, QObject* parent)
    : QAbstractListModel(parent)
    , m_pictures(pictures)
{}

BlockedListModel::~BlockedListModel() = default;

int BlockedListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant BlockedListModel::data(const QModelIndex& at, int role) const
{
    if (!checkIndex(at, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(at.row())];
    switch (role) {
    case ContactIdRole:
        return static_cast<double>(row.contact);
    case Qt::DisplayRole:
    case NameRole:
        return row.name;
    case InitialsRole:
        return initialsOf(row.name);
    case ColorIndexRole:
        return row.colorIndex;
    case PictureRole:
        return row.picture;
    default:
        return {};
    }
}

QHash<int, QByteArray> BlockedListModel::roleNames() const
{
    return {{ContactIdRole, "contactId"},
            {NameRole, "name"},
            {InitialsRole, "initials"},
            {ColorIndexRole, "colorIndex"},
            {PictureRole, "picture"}};
}

void BlockedListModel::load(ReadThread& reader)
{
    m_reader = &reader;
    read();
}

void BlockedListModel::apply(const core::Changes& changes)
{
    if (m_reader && !changes.contacts.empty()) {
        read();
    }
}

void BlockedListModel::clear()
{
    m_ticket.cancel();
    m_reader = nullptr;
    show({});
}

void BlockedListModel::read()
{
    m_reader->read(
        this, m_ticket,
        [](ReadStores& stores) {
            std::vector<storage::Contact> blocked;
            for (storage::Contact& contact : stores.contacts.all()) {
                if (contact.standing == storage::ContactStanding::Blocked) {
                    blocked.push_back(std::move(contact));
                }
            }
            return blocked;
        },
        [this](const std::vector<storage::Contact>& blocked) { show(blocked); });
}

void BlockedListModel::show(const std::vector<storage::Contact>& blocked)
{
    std::vector<Row> wanted;
    for (const storage::Contact& contact : blocked) {
        wanted.push_back({contact.id, shownName(contact.shownName()), colorIndexOf(contact.account),
                          contact.hasPicture ? QUrl(m_pictures.url(contact.id)) : QUrl()});
    }
    std::ranges::stable_sort(wanted, [](const Row& left, const Row& right) {
        return left.name.localeAwareCompare(right.name) < 0;
    });
    const std::size_t before = m_rows.size();
    for (int at = rowCount({}) - 1; at >= 0; --at) {
        if (std::ranges::find(wanted, m_rows[static_cast<std::size_t>(at)]) == wanted.end()) {
            beginRemoveRows({}, at, at);
            m_rows.erase(m_rows.begin() + at);
            endRemoveRows();
        }
    }
    // What is left stands in the order that is wanted.
    for (std::size_t at = 0; at < wanted.size(); ++at) {
        if (at == m_rows.size() || m_rows[at] != wanted[at]) {
            beginInsertRows({}, static_cast<int>(at), static_cast<int>(at));
            m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(at), wanted[at]);
            endInsertRows();
        }
    }
    if (m_rows.size() != before) {
        Q_EMIT countChanged();
    }
}

} // namespace sotto::viewmodels

#include "moc_blocked_list_model.cpp"
