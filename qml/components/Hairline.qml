import QtQuick
import Sotto.Theme

// The line between two columns, rows or sections.
//
//   vertical   between columns instead of rows
Rectangle {
    id: hairline

    property bool vertical: false

    implicitWidth: Theme.size.edge
    implicitHeight: Theme.size.edge
    color: Theme.color.line

    Accessible.ignored: true
}
