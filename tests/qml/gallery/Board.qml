import QtQuick
import Sotto.Theme

// The ground of a picture.
Rectangle {
    color: Theme.color.window

    LayoutMirroring.enabled: Theme.mirrored
    LayoutMirroring.childrenInherit: true
}
