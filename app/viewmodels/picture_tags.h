#pragma once

#include "app/storage/row_id.h"

#include <map>
#include <set>

#include <QString>

namespace sotto::viewmodels {

/// Addresses of people's pictures for the image provider. An address changes when the picture may
/// have, so that no old one is shown from a cache.
class PictureTags
{
public:
    [[nodiscard]] QString url(storage::RowId contact) const
    {
        const auto known = m_tags.find(contact);
        return QStringLiteral("image://picture/%1/%2")
            .arg(contact)
            .arg(m_epoch + (known == m_tags.end() ? 0 : known->second));
    }
    void renew(const std::set<storage::RowId>& contacts)
    {
        for (const storage::RowId contact : contacts) {
            ++m_tags[contact];
        }
    }
    /// Another profile, or the same one after it was locked.
    void clear()
    {
        m_tags.clear();
        m_epoch += kEpoch;
    }

private:
    static constexpr int kEpoch = 1'000'000;
    std::map<storage::RowId, int> m_tags;
    int m_epoch = 0;
};

} // namespace sotto::viewmodels
