import QtQuick
import Sotto.Theme

// The program's icon: on the first page, and about Sotto.
//
//   size   edge in pixels
Image {
    id: icon

    property int size: Theme.space.huge + Theme.space.xxl

    source: "qrc:/sotto/app-icon/sotto-128.png"
    width: icon.size
    height: icon.size
    sourceSize.width: icon.size * 2
    sourceSize.height: icon.size * 2
    smooth: true
    mipmap: true

    Accessible.ignored: true
}
