export { createOwnPackage } from './own-package.ts'
