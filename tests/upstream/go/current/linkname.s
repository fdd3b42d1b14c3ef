// Lets the compiler accept a Go function without a body, see xdsfault.go.
