import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// The own name and picture at the top of the settings.
//
//   me   the own profile (required)
ListRow {
    id: row

    required property Me me

    name: qsTr("%1. Edit name and picture").arg(row.me.name)
    implicitHeight: Theme.size.row
    focusPolicy: Qt.NoFocus

    contentItem: Item {
        implicitHeight: Math.max(avatar.height, lines.height)

        Avatar {
            id: avatar

            anchors.left: parent.left
            anchors.verticalCenter: parent.verticalCenter
            initials: row.me.initials
            colorIndex: row.me.colorIndex
            source: row.me.picture
        }
        Column {
            id: lines

            anchors.left: avatar.right
            anchors.leftMargin: row.spacing
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter

            Label {
                width: parent.width
                text: row.me.name
                type: Theme.type.bodyStrong
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Label {
                width: parent.width
                text: qsTr("Edit name and picture")
                type: Theme.type.preview
                color: Theme.color.text2
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }
    }
}
