#include "app/viewmodels/picture_provider.h"

#include "app/viewmodels/own_picture.h"
#include "app/viewmodels/read_thread.h"

#include <algorithm>

#include <QQuickImageResponse>
#include <QQuickTextureFactory>

namespace sotto::viewmodels {

namespace {

/// Pixels of the largest avatar that is drawn, on a screen of twice the density.
constexpr int kSideMax = 512;
constexpr int kSideDefault = 128;

class PictureResponse : public QQuickImageResponse
{
public:
    explicit PictureResponse(int side)
        : m_side(side)
    {}

    void take(const QByteArray& bytes)
    {
        m_image = roundPicture(decodeSmallPicture(bytes), m_side);
        Q_EMIT finished();
    }

    [[nodiscard]] QQuickTextureFactory* textureFactory() const override
    {
        return QQuickTextureFactory::textureFactoryForImage(m_image);
    }

private:
    int m_side;
    QImage m_image;
};

} // namespace

void PictureSource::open(ReadThread* reader)
{
    const QMutexLocker lock(&m_mutex);
    m_reader = reader;
}

void PictureSource::setOwn(const QByteArray& picture)
{
    const QMutexLocker lock(&m_mutex);
    m_own = picture;
}

void PictureSource::close()
{
    const QMutexLocker lock(&m_mutex);
    m_reader = nullptr;
    m_own.clear();
}

void PictureSource::find(const QString& id, std::function<void(QByteArray)> found)
{
    const QString who = id.section(QLatin1Char('/'), 0, 0);
    const QMutexLocker lock(&m_mutex);
    if (who == QLatin1String("me")) {
        found(m_own);
    } else if (m_reader) {
        m_reader->readThere(
            [contact = who.toLongLong(), found](ReadStores& stores) {
                const crypto::Bytes picture = stores.contacts.picture(contact);
                found(QByteArray(reinterpret_cast<const char*>(picture.data()),
                                 static_cast<qsizetype>(picture.size())));
            },
            [found] { found({}); });
    } else {
        found({});
    }
}

PictureProvider::PictureProvider(std::shared_ptr<PictureSource> source)
    : m_source(std::move(source))
{}

QQuickImageResponse* PictureProvider::requestImageResponse(const QString& id,
                                                           const QSize& requestedSize)
{
    const int asked = std::max(requestedSize.width(), requestedSize.height());
    auto* response = new PictureResponse(asked > 0 ? std::min(asked, kSideMax) : kSideDefault);
    // The engine waits for finished() in an event loop of its own.
    m_source->find(id, [response](const QByteArray& bytes) {
        QMetaObject::invokeMethod(
            response, [response, bytes] { response->take(bytes); }, Qt::QueuedConnection);
    });
    return response;
}

} // namespace sotto::viewmodels
