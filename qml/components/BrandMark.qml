import QtQuick
import Sotto.Theme

// The mark: a low quotation mark under a line. Stands on the empty page and nowhere else.
//
//   size   edge in pixels
Item {
    id: mark

    property int size: Theme.size.mark

    implicitWidth: mark.size
    implicitHeight: mark.size

    Accessible.ignored: true

    Icon {
        name: "mark-line"
        size: mark.size
        color: Theme.color.lineStrong
    }
    Icon {
        name: "mark-quote"
        size: mark.size
        color: Theme.color.accent
    }
}
