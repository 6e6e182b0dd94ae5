import QtQuick
import Sotto.Theme

// Not part of Sotto: shows that the check of its QML finds a name that nothing declares.
Item {
    width: Theme.space.nothing
    height: undeclared
}
