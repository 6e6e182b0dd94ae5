#include "app/viewmodels/invite_list_model.h"

#include "app/core/client.h"
#include "app/viewmodels/time_text.h"

#include <algorithm>

namespace sotto::viewmodels {

InviteListModel::InviteListModel(const core::Clock& clock, QObject* parent)
    : QAbstractListModel(parent)
    , m_clock(clock)
{}

InviteListModel::~InviteListModel() = default;

int InviteListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_invites.size());
}

QVariant InviteListModel::data(const QModelIndex& at, int role) const
{
    if (!checkIndex(at, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const core::OpenInvite& invite = m_invites[static_cast<std::size_t>(at.row())];
    switch (role) {
    case InviteIdRole:
        return static_cast<qint64>(invite.id);
    case Qt::DisplayRole:
    case ExpiresTextRole:
        return tr("Ends in %1").arg(TimeText::remaining(invite.expires, m_clock.now()));
    case UsesLeftRole:
        return static_cast<int>(invite.usesLeft);
    case UsesTextRole:
        return invite.usesLeft == 1
                   ? tr("For one person")
                   : tr("For %Ln people", nullptr, static_cast<int>(invite.usesLeft));
    case PublishedRole:
        return invite.published;
    default:
        return {};
    }
}

QHash<int, QByteArray> InviteListModel::roleNames() const
{
    return {{InviteIdRole, "inviteId"},
            {ExpiresTextRole, "expiresText"},
            {UsesLeftRole, "usesLeft"},
            {UsesTextRole, "usesText"},
            {PublishedRole, "published"}};
}

void InviteListModel::show(std::vector<core::OpenInvite> invites)
{
    const auto isWanted = [&invites](const core::OpenInvite& known) {
        return std::any_of(invites.begin(), invites.end(),
                           [&known](const auto& invite) { return invite.id == known.id; });
    };
    for (int row = rowCount({}) - 1; row >= 0; --row) {
        if (!isWanted(m_invites[static_cast<std::size_t>(row)])) {
            beginRemoveRows({}, row, row);
            m_invites.erase(m_invites.begin() + row);
            endRemoveRows();
        }
    }
    for (core::OpenInvite& invite : invites) {
        const auto known =
            std::find_if(m_invites.begin(), m_invites.end(),
                         [&invite](const auto& other) { return other.id == invite.id; });
        const int row = static_cast<int>(known - m_invites.begin());
        if (known == m_invites.end()) {
            beginInsertRows({}, row, row);
            m_invites.push_back(std::move(invite));
            endInsertRows();
        } else {
            *known = std::move(invite);
            Q_EMIT dataChanged(index(row), index(row));
        }
    }
    Q_EMIT countChanged();
}

void InviteListModel::clear()
{
    show({});
}

const core::OpenInvite* InviteListModel::find(qint64 id) const
{
    const auto known = std::find_if(m_invites.begin(), m_invites.end(),
                                    [id](const auto& invite) { return invite.id == id; });
    return known == m_invites.end() ? nullptr : &*known;
}

} // namespace sotto::viewmodels

#include "moc_invite_list_model.cpp"
